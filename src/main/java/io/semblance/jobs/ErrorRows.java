package io.semblance.jobs;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

import java.util.List;

/** Writes the errors of a job's items, up to a maximum number a job. */
final class ErrorRows {

    private static final int MAX_NAME = 1_000;
    private static final int MAX_DETAIL = 4_000;

    private ErrorRows() {}

    /**
     * Adds errors; the caller holds the lock of the job's row, or is the only one that knows it.
     *
     * @param before number of errors that the job had before
     * @param max number of errors that are kept
     */
    static void insert(JdbcClient jdbc, long job, long before, List<ItemError> errors, int max) {
        long number = before;
        for (ItemError error : errors) {
            if (number >= max) {
                return;
            }
            jdbc.sql(
                            "INSERT INTO job_error (job, number, file, line, item, code, detail,"
                                    + " field) VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
                    .param(job)
                    .param(number)
                    .param(shortened(error.file(), MAX_NAME))
                    .param(error.line())
                    .param(shortened(error.item(), MAX_NAME))
                    .param(error.code())
                    .param(shortened(error.detail(), MAX_DETAIL))
                    .param(shortened(error.field(), MAX_NAME))
                    .update();
            number++;
        }
    }

    /** A text that the column can hold: without NUL and lone surrogates, and not too long. */
    static @Nullable String shortened(@Nullable String text, int max) {
        if (text == null) {
            return null;
        }
        StringBuilder kept = new StringBuilder();
        text.codePoints()
                .map(point -> point == 0 || isSurrogate(point) ? 0xFFFD : point)
                .takeWhile(point -> kept.length() + Character.charCount(point) < max)
                .forEach(kept::appendCodePoint);
        return kept.length() < text.length() ? kept.append('…').toString() : kept.toString();
    }

    private static boolean isSurrogate(int codePoint) {
        return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
    }
}
