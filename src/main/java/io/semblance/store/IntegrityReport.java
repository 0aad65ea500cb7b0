package io.semblance.store;

import java.util.List;

/**
 * The result of a check of all data of an index.
 *
 * @param parts number of files or tables that were read completely
 * @param bytes their total size
 * @param problems empty if there are no problems
 */
public record IntegrityReport(long parts, long bytes, List<Problem> problems) {

    /** Copies the list. */
    public IntegrityReport {
        problems = List.copyOf(problems);
    }

    /**
     * A part that is damaged, missing or different from what is expected.
     *
     * @param part file, table, column or index
     * @param problem what is wrong with it
     * @param remedy what to do
     */
    public record Problem(String part, String problem, String remedy) {}
}
