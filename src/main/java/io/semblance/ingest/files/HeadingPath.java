package io.semblance.ingest.files;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Collectors;

/** The headings above a place of a text, by their levels. */
final class HeadingPath {

    static final int LEVELS = 6;

    private static final String SEPARATOR = " › ";

    /** The most characters of one heading in a path, so that inner headings have room too. */
    private static final int MAX_HEADING = 160;

    private final @Nullable String[] headings = new @Nullable String[LEVELS];

    /**
     * Enters a heading: it replaces the one of its level, and ends all below.
     *
     * @param level 1 to {@value #LEVELS}
     */
    void enter(int level, String heading) {
        Arrays.fill(headings, level - 1, LEVELS, null);
        String line = TextCleaner.shortened(heading, MAX_HEADING);
        headings[level - 1] = line.isEmpty() ? null : line;
    }

    /** The headings from the outermost one; null if there is none. */
    @Nullable String path() {
        String path =
                Arrays.stream(headings)
                        .filter(Objects::nonNull)
                        .collect(Collectors.joining(SEPARATOR));
        return path.isEmpty() ? null : path;
    }
}
