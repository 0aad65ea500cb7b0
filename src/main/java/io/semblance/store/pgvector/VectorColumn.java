package io.semblance.store.pgvector;

import io.semblance.store.IndexDefinition;
import io.semblance.store.Storage;
import io.semblance.value.Similarity;

/**
 * The SQL with which an index stores and compares its vectors.
 *
 * <p>The graph may hold the vectors in another form than the table: as bits, or in half precision
 * because pgvector's graphs do not support longer 32-bit vectors. Its candidates are then compared
 * again by the vectors of the table.
 */
final class VectorColumn {

    /** The highest dimension of 32-bit vectors that pgvector supports in an HNSW graph. */
    private static final int MAX_GRAPH_DIMENSION = 2_000;

    /**
     * The largest vector in bytes that is stored inside its row: an exact scan of vectors stored
     * out of line is far slower.
     */
    private static final int MAX_INLINE_BYTES = 5_000;

    /**
     * The number of candidates by bits for each requested chunk, which are then compared by the
     * table's vectors.
     */
    private static final int BIT_OVERSAMPLING = 10;

    private final Storage storage;
    private final Similarity similarity;
    private final int dimension;

    VectorColumn(IndexDefinition definition) {
        this.storage = definition.storage();
        this.similarity = definition.similarity();
        this.dimension = definition.dimension();
    }

    /** The form of the vectors in the graph. */
    private enum Graph {
        /** The table's own vectors. */
        SAME,
        HALF,
        BITS
    }

    private Graph graph() {
        return switch (storage) {
            case HALFVEC -> Graph.SAME;
            case VECTOR -> dimension <= MAX_GRAPH_DIMENSION ? Graph.SAME : Graph.HALF;
            case BIT -> Graph.BITS;
        };
    }

    /** Whether the column has 16-bit floats. */
    boolean isHalf() {
        return storage == Storage.HALFVEC;
    }

    /** The column's type without the dimension. */
    String baseType() {
        return isHalf() ? "halfvec" : "vector";
    }

    /** The column's type. */
    String type() {
        return "%s(%d)".formatted(baseType(), dimension);
    }

    /** Whether the vectors are stored inside their rows. */
    boolean isInline() {
        return dimension * (isHalf() ? 2 : 4) <= MAX_INLINE_BYTES;
    }

    /** Whether the graph's candidates must be compared again. */
    boolean isRescored() {
        return graph() != Graph.SAME;
    }

    /** The number of candidates to take from the graph for a number of requested chunks. */
    int candidates(int wanted) {
        return graph() == Graph.BITS ? Math.multiplyExact(wanted, BIT_OVERSAMPLING) : wanted;
    }

    /** The expression that the graph indexes, with its operator class. */
    String graphKey() {
        return switch (graph()) {
            case SAME -> "embedding " + operatorClass(baseType());
            case HALF -> "(%s) %s".formatted(halves("embedding"), operatorClass("halfvec"));
            case BITS -> "(%s) bit_hamming_ops".formatted(bits("embedding"));
        };
    }

    /** The distance that the graph orders by. */
    String graphDistance(String column, String query) {
        return switch (graph()) {
            case SAME -> distance(column, query);
            case HALF -> distance(halves(column), halves(query));
            case BITS -> "%s <~> %s".formatted(bits(column), bits(query));
        };
    }

    /** The distance from which scores are computed. */
    String distance(String column, String query) {
        return "%s %s %s".formatted(column, operator(), query);
    }

    /** The similarity for a distance. */
    String score(String distance) {
        return switch (similarity) {
            case COSINE -> "least(1, greatest(-1, 1 - %s))".formatted(distance);
            case DOT -> "-(%s)".formatted(distance);
            case EUCLIDEAN -> "1 / (1 + %1$s * %1$s)".formatted(distance);
        };
    }

    private String operator() {
        return switch (similarity) {
            case COSINE -> "<=>";
            case DOT -> "<#>";
            case EUCLIDEAN -> "<->";
        };
    }

    private String operatorClass(String type) {
        return switch (similarity) {
            case COSINE -> type + "_cosine_ops";
            case DOT -> type + "_ip_ops";
            case EUCLIDEAN -> type + "_l2_ops";
        };
    }

    private String halves(String vector) {
        return "(%s)::halfvec(%d)".formatted(vector, dimension);
    }

    private String bits(String vector) {
        return "(binary_quantize(%s))::bit(%d)".formatted(vector, dimension);
    }
}
