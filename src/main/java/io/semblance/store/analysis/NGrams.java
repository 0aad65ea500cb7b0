package io.semblance.store.analysis;

import java.util.ArrayList;
import java.util.List;

/** The n-grams of a run of letters of a script without spaces. */
final class NGrams {

    private NGrams() {}

    /** The n-grams that a query looks up; the run itself if it is shorter than one. */
    static List<String> toSearch(Token.Run run) {
        int length = Math.min(run.gram(), run.letters().size());
        List<String> grams = new ArrayList<>();
        for (int i = 0; i + length <= run.letters().size(); i++) {
            grams.add(gram(run, i, length));
        }
        return grams;
    }

    /** The n-gram of {@code length} letters that starts at a letter. */
    static String gram(Token.Run run, int start, int length) {
        return String.join("", run.letters().subList(start, start + length));
    }
}
