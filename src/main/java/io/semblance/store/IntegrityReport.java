package io.semblance.store;

import java.util.List;

/**
 * What a check of everything that an index keeps has found.
 *
 * @param parts files or tables that were read whole
 * @param bytes that they have
 * @param problems empty if the index is sound
 */
public record IntegrityReport(long parts, long bytes, List<Problem> problems) {

    /** Takes a copy of the list. */
    public IntegrityReport {
        problems = List.copyOf(problems);
    }

    /**
     * A part that is damaged, missing or not what it should be.
     *
     * @param part file, table, column or index
     * @param problem what is wrong with it
     * @param remedy what to do
     */
    public record Problem(String part, String problem, String remedy) {}
}
