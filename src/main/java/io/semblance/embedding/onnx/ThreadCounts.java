package io.semblance.embedding.onnx;

import java.util.ArrayList;
import java.util.List;

/**
 * The possible numbers of threads of one run on the CPU.
 *
 * @param narrow threads of a run while all lanes are busy
 * @param cores threads of a run while nothing else runs; at least {@code narrow}
 */
public record ThreadCounts(int narrow, int cores) {

    /**
     * Returns the numbers of threads between both, ascending: all cores, a half, a quarter and so
     * on.
     */
    int[] widths() {
        List<Integer> widths = new ArrayList<>();
        for (int width = cores; width > narrow; width /= 2) {
            widths.addFirst(width);
        }
        widths.addFirst(narrow);
        return widths.stream().mapToInt(Integer::intValue).toArray();
    }
}
