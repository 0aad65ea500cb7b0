package io.semblance.store.pgvector;

import io.semblance.store.Retrieval;
import io.semblance.store.SearchRequest;

/**
 * The number of documents or chunks that each list of a search must have, if that many match.
 *
 * @param vectors of the list by vector; 0 if there is none
 * @param texts of the list by words; 0 if there is none
 */
record ListDepths(int vectors, int texts) {

    static ListDepths of(SearchRequest request) {
        return switch (request.retrieval()) {
            case Retrieval.ByVector _ -> new ListDepths(request.window(), 0);
            case Retrieval.ByText _ -> new ListDepths(0, request.window());
            case Retrieval.Hybrid hybrid -> {
                int depth = hybrid.fusion().depth(request.window());
                yield new ListDepths(depth, depth);
            }
        };
    }
}
