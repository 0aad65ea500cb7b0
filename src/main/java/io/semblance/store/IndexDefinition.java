package io.semblance.store;

import io.semblance.vector.Similarity;

import java.util.regex.Pattern;

/**
 * What an index is, fixed when it is created.
 *
 * @param name the physical name, {@code [a-z][a-z0-9_]*}, at most 48 characters: fit for a folder
 *     and for an SQL identifier
 * @param dimension components of each vector, 1 to {@value #MAX_DIMENSION}
 * @param similarity how vectors are compared
 * @param language whose rules split and stem text for lexical search
 * @param storage how vectors are kept
 * @param m neighbours of a node in the HNSW graph, 2 to 100
 * @param efConstruction candidates considered when a node is added to the graph, 4 to 1,000, at
 *     least {@code 2 * m}
 */
public record IndexDefinition(
        String name,
        int dimension,
        Similarity similarity,
        Language language,
        Storage storage,
        int m,
        int efConstruction) {

    /** The most components a vector may have. */
    public static final int MAX_DIMENSION = 4_000;

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,47}");

    /** Checks every bound. */
    public IndexDefinition {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "an index name must match %s, got: %s".formatted(NAME, name));
        }
        requireBetween("dimension", dimension, 1, MAX_DIMENSION);
        requireBetween("m", m, 2, 100);
        requireBetween("efConstruction", efConstruction, 4, 1_000);
        if (efConstruction < 2 * m) {
            throw new IllegalArgumentException(
                    "efConstruction must be at least 2 * m = %d, got: %d"
                            .formatted(2 * m, efConstruction));
        }
    }

    private static void requireBetween(String name, int value, int min, int max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(
                    "%s must be between %d and %d, got: %d".formatted(name, min, max, value));
        }
    }
}
