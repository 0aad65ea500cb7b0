package io.semblance.store;

import io.semblance.value.Embedding;
import io.semblance.value.Similarity;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The definition of an index; it does not change after the index is created.
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

    /**
     * Checks the documents of one write.
     *
     * @throws IllegalArgumentException if a vector has another dimension, an id occurs twice, or
     *     the similarity is cosine and a vector is zero
     */
    public void requireWritable(List<Document> documents) {
        Set<String> ids = new HashSet<>();
        for (Document document : documents) {
            if (!ids.add(document.id())) {
                throw new IllegalArgumentException(
                        "the document '%s' occurs twice".formatted(document.id()));
            }
            document.chunks().forEach(chunk -> requireComparable(chunk.embedding()));
        }
    }

    /**
     * Checks the query of a search.
     *
     * @throws IllegalArgumentException if a vector has another dimension, or the similarity is
     *     cosine and it is zero
     */
    public void requireSearchable(Retrieval retrieval) {
        switch (retrieval) {
            case Retrieval.ByVector by -> requireComparable(by.query());
            case Retrieval.Hybrid hybrid -> requireComparable(hybrid.vector());
            case Retrieval.ByText _ -> {}
        }
    }

    private void requireComparable(Embedding vector) {
        if (vector.dimension() != dimension) {
            throw new IllegalArgumentException(
                    "the vector has dimension %d, the index has dimension %d"
                            .formatted(vector.dimension(), dimension));
        }
        if (similarity == Similarity.COSINE && vector.norm() == 0) {
            throw new IllegalArgumentException(
                    "the vector is zero; cosine similarity is not defined for it");
        }
    }

    private static void requireBetween(String name, int value, int min, int max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(
                    "%s must be between %d and %d, got: %d".formatted(name, min, max, value));
        }
    }
}
