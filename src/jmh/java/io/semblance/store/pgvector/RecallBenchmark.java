package io.semblance.store.pgvector;

import io.semblance.store.DocumentIndex;
import io.semblance.store.Hit;
import io.semblance.store.Retrieval;
import io.semblance.store.SearchPlan;
import io.semblance.store.SearchRequest;
import io.semblance.store.SearchRequest.Grouping;
import io.semblance.store.filter.FilterParser;
import io.semblance.value.Embedding;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Recall@10 against exact search, without a filter and with filters that keep 50 %, 1 % and 0.1 %;
 * for headwords of glosses that are not in the index, and for points between two rows.
 */
final class RecallBenchmark {

    private RecallBenchmark() {}

    static void run(DocumentIndex index, EmbeddedCorpus corpus) {
        float[][] titles = corpus.titles();
        float[][] between = corpus.between();
        for (String filter :
                new String[] {null, "half == 1", "hundredth == 7", "thousandth == 7"}) {
            run(index, "headwords", titles, filter);
            run(index, "between rows", between, filter);
        }
    }

    private static void run(
            DocumentIndex index, String kind, float[][] queries, @Nullable String filter) {
        long found = 0;
        long wanted = 0;
        long rows = 0;
        List<Long> micros = new ArrayList<>();
        for (float[] query : queries) {
            Set<String> exact = ids(index.search(request(query, filter, true)).hits());
            long startNanos = System.nanoTime();
            Set<String> approximate = ids(index.search(request(query, filter, false)).hits());
            micros.add((System.nanoTime() - startNanos) / 1_000);
            rows += approximate.size();
            wanted += exact.size();
            exact.retainAll(approximate);
            found += exact.size();
        }
        micros.sort(null);
        SearchPlan plan = index.search(request(queries[0], filter, false)).plan();
        System.out.printf(
                "%-12s filter %-16s %-5s (%,d match): recall@10 %.4f, %.1f rows per query, p50 %.1f"
                        + " ms, p99 %.1f ms%n",
                kind,
                filter == null ? "none" : filter,
                plan.vectors(),
                plan.matches(),
                (double) found / wanted,
                (double) rows / queries.length,
                micros.get(queries.length / 2) / 1e3,
                micros.get(queries.length * 99 / 100) / 1e3);
    }

    /** A request for the ten documents nearest to a vector. */
    static SearchRequest request(float[] query, @Nullable String filter, boolean exact) {
        return new SearchRequest(
                new Retrieval.ByVector(Embedding.of(query)),
                0,
                10,
                filter == null ? null : FilterParser.parse(filter),
                exact,
                Grouping.DOCUMENT,
                false,
                false);
    }

    private static Set<String> ids(List<Hit> hits) {
        Set<String> ids = new HashSet<>();
        hits.forEach(hit -> ids.add(hit.id()));
        return ids;
    }
}
