package io.semblance.ingest;

import io.semblance.ingest.files.Section;
import io.semblance.store.ChunkSource;

import org.jspecify.annotations.Nullable;

import java.util.List;

/** Where the chunks of a file begin in it. */
final class ChunkSources {

    private ChunkSources() {}

    /**
     * The place of an offset; null if no section covers it.
     *
     * @param sections in the order of their starts
     */
    static @Nullable ChunkSource at(List<Section> sections, int offset) {
        int low = 0;
        int high = sections.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (sections.get(middle).start() <= offset) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        if (low == 0) {
            return null;
        }
        Section section = sections.get(low - 1);
        ChunkSource source =
                new ChunkSource(section.page(), section.heading(), section.sheet(), section.row());
        return source.isEmpty() ? null : source;
    }
}
