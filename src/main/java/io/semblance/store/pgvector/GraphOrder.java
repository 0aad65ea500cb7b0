package io.semblance.store.pgvector;

import java.util.List;
import java.util.stream.Collectors;

/**
 * The order of the chunks that a search of the graph returned, in parts that end at {@link
 * ListSizes}. A part is ordered by the distance of the table's vectors; a part that the search did
 * not fill is left out.
 *
 * <p>If the graph holds bits, there are more candidates than requested chunks. A part then takes
 * the nearest of the candidates that belong to its size, except those that are in earlier parts.
 */
final class GraphOrder {

    /** A part number greater than that of every part of the graph's chunks. */
    static final int AFTER_ALL = 1_000;

    private final List<Integer> sizes;
    private final VectorColumn vector;

    /**
     * @param chunks the largest size, which is the number of chunks that the graph was searched for
     */
    GraphOrder(int chunks, VectorColumn vector) {
        this.sizes = ListSizes.upTo(chunks);
        this.vector = vector;
    }

    /** The common table expression {@code v_graph (doc_id, chunk_no, distance, part)}. */
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

    /**
     * Parts by the place in the graph's order: {@code width_bucket} returns the number of bounds
     * that a place has reached.
     */
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
