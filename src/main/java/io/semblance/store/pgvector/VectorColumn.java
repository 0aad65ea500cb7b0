package io.semblance.store.pgvector;

import io.semblance.store.IndexDefinition;
import io.semblance.store.Storage;
import io.semblance.vector.Similarity;

/**
 * How an index keeps and compares its vectors, in SQL.
 *
 * <p>Where the graph holds another form of the vectors than the table (bits, or half precision
 * because pgvector's graphs take no longer 32-bit vectors), its candidates are compared again with
 * what the table has.
 */
final class VectorColumn {

    /** The longest 32-bit vectors that an HNSW graph of pgvector takes. */
    private static final int MAX_GRAPH_DIMENSION = 2_000;

    /** Bytes of a vector that stay in the row: moved out of line, an exact scan is far slower. */
    private static final int MAX_INLINE_BYTES = 5_000;

    /** Candidates by bits for each one wanted. */
    private static final int BIT_OVERSAMPLING = 10;

    private final Storage storage;
    private final Similarity similarity;
    private final int dimension;

    VectorColumn(IndexDefinition definition) {
        this.storage = definition.storage();
        this.similarity = definition.similarity();
        this.dimension = definition.dimension();
    }

    /** What the graph holds. */
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

    /** Whether the vectors are kept within their rows. */
    boolean isInline() {
        return dimension * (isHalf() ? 2 : 4) <= MAX_INLINE_BYTES;
    }

    /** Whether the graph's candidates must be compared again. */
    boolean isRescored() {
        return graph() != Graph.SAME;
    }

    /** Candidates to take from the graph for so many wanted. */
    int candidates(int wanted) {
        return graph() == Graph.BITS ? Math.multiplyExact(wanted, BIT_OVERSAMPLING) : wanted;
    }

    /** What the graph is made over, with its operator class. */
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

    /** The distance that scores are made of. */
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
