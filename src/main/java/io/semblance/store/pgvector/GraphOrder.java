package io.semblance.store.pgvector;

import java.util.List;
import java.util.stream.Collectors;

/**
 * The chunks that a walk of the graph gave, in parts that end at {@link ListSizes}. A part is in
 * the order of the distance that the table's vectors have; a part that the walk did not fill is
 * left out.
 *
 * <p>Where the graph holds bits, there are more candidates than chunks wanted. A part then takes
 * the nearest of the candidates that belong to its size, less those that are in the parts before.
 */
final class GraphOrder {

    /** A number of a part that comes after all. */
    static final int AFTER_ALL = 1_000;

    private final List<Integer> sizes;
    private final VectorColumn vector;

    /**
     * @param chunks the largest size, for which the walk was made
     */
    GraphOrder(int chunks, VectorColumn vector) {
        this.sizes = ListSizes.upTo(chunks);
        this.vector = vector;
    }

    /** {@code v_graph (doc_id, chunk_no, distance, part)}. */
    String expression() {
        return """
        v_graph AS MATERIALIZED (
          SELECT p.doc_id, p.chunk_no, p.distance, p.part FROM %s p
          WHERE p.part <= (SELECT width_bucket((SELECT count(*) FROM v_walk), '{%s}'::bigint[])))\
        """
                .formatted(
                        vector.candidates(1) == 1 ? byPlace() : byDistance(),
                        sizes.stream()
                                .map(vector::candidates)
                                .map(String::valueOf)
                                .collect(Collectors.joining(",")));
    }

    /** {@code width_bucket} counts the bounds that a number has reached. */
    private String byPlace() {
        return "(SELECT *, 1 + width_bucket(place - 1, '{%s}'::bigint[]) AS part FROM v_walk)"
                .formatted(sizes.stream().map(String::valueOf).collect(Collectors.joining(",")));
    }

    private String byDistance() {
        String parts = "(SELECT *, NULL::integer AS part FROM v_walk)";
        int before = 0;
        for (int i = 0; i < sizes.size(); i++) {
            String open = "part IS NULL AND place <= " + vector.candidates(sizes.get(i));
            parts =
                    """
                    (SELECT doc_id, chunk_no, distance, place, CASE WHEN %1$s AND row_number() OVER (
                      ORDER BY (%1$s) DESC, distance, doc_id, chunk_no) <= %2$d THEN %3$d ELSE part END AS part
                    FROM %4$s x%3$d)\
                    """
                            .formatted(open, sizes.get(i) - before, i + 1, parts);
            before = sizes.get(i);
        }
        return parts;
    }
}
