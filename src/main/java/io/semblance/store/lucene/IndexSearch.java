package io.semblance.store.lucene;

import io.semblance.store.DocumentHead;
import io.semblance.store.Hit;
import io.semblance.store.ReciprocalRankFusion;
import io.semblance.store.Retrieval;
import io.semblance.store.SearchPlan;
import io.semblance.store.SearchRequest;
import io.semblance.store.SearchRequest.Grouping;
import io.semblance.store.SearchTime;
import io.semblance.store.analysis.TextAnalysis;

import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.ReaderUtil;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * One search, at one point in time. When its time is up it gives up at its next step: Lucene looks
 * at the time while it walks the graph and scores, but not while it collects a filter's terms. Not
 * thread-safe.
 */
final class IndexSearch {

    /** The best so many candidates, or fewer if there are no more. */
    @FunctionalInterface
    private interface Ranking {
        List<Candidate> best(int k) throws IOException;
    }

    /** What a fused entry is: a document, or a chunk of it. */
    private record Key(String id, int chunk) {

        static final Comparator<Key> ORDER =
                Comparator.comparing(Key::id, CodePointOrder.INSTANCE).thenComparingInt(Key::chunk);
    }

    /** A document's candidate in one of the lists; place 0 is the best. */
    private record Placed(int place, Candidate candidate) {

        Placed higher(Placed other) {
            return other.place < place ? other : this;
        }
    }

    private final IndexSearcher searcher;
    private final VectorSpace space;
    private final TextAnalysis analysis;
    private final SearchRequest request;
    private final SearchTime time;
    private final @Nullable Query filter;
    private final StoredDocuments documents;

    IndexSearch(
            IndexSearcher searcher,
            VectorSpace space,
            TextAnalysis analysis,
            SearchRequest request) {
        this.time = SearchTime.of(request);
        this.searcher = time.isLimited() ? limited(searcher, time) : searcher;
        this.space = space;
        this.analysis = analysis;
        this.request = request;
        this.filter = request.filter() == null ? null : FilterQuery.of(request.filter());
        this.documents = new StoredDocuments(searcher);
    }

    /** The same at the same point in time: others search with the one that was given. */
    private static IndexSearcher limited(IndexSearcher shared, SearchTime time) {
        IndexSearcher searcher = new IndexSearcher(shared.getIndexReader());
        searcher.setTimeout(time::isUp);
        return searcher;
    }

    List<Hit> hits() throws IOException {
        List<Candidate> ranked = ranked(request.retrieval());
        List<Hit> hits = new ArrayList<>();
        for (int i = request.offset(); i < Math.min(ranked.size(), request.window()); i++) {
            time.requireLeft();
            hits.add(hit(ranked.get(i)));
        }
        // Whatever Lucene broke off, it broke off because the time was up.
        time.requireLeft();
        return hits;
    }

    /** How the nearest vectors are found. */
    SearchPlan plan() throws IOException {
        int depth =
                switch (request.retrieval()) {
                    case Retrieval.ByVector _ -> request.window();
                    case Retrieval.Hybrid hybrid -> depth(hybrid);
                    case Retrieval.ByText _ -> 0;
                };
        SearchPlan plan =
                depth == 0
                        ? new SearchPlan(SearchPlan.Vectors.NONE, 0, 0, request.window())
                        : VectorSearch.plan(searcher, filter, depth, request.exact());
        time.requireLeft();
        return plan;
    }

    private int depth(Retrieval.Hybrid hybrid) {
        return Math.max(hybrid.fusion().candidates(), request.window());
    }

    private List<Candidate> ranked(Retrieval retrieval) throws IOException {
        return switch (retrieval) {
            case Retrieval.ByVector vector ->
                    grouped(request.window(), byVector(space.toLucene(vector.query())));
            case Retrieval.ByText text -> grouped(request.window(), byText(text.query()));
            case Retrieval.Hybrid hybrid -> fused(hybrid);
        };
    }

    private Ranking byVector(float[] query) {
        VectorSearch search = new VectorSearch(searcher, query, filter, time);
        return k -> {
            List<Candidate> candidates = new ArrayList<>();
            for (ScoreDoc hit : search.nearest(k, request.exact())) {
                candidates.add(candidate(hit.doc, space.toScore(hit.score)));
            }
            candidates.sort(Candidate.BEST_FIRST);
            return candidates.subList(0, Math.min(k, candidates.size()));
        };
    }

    private Ranking byText(String query) throws IOException {
        LexicalSearch search = new LexicalSearch(searcher, analysis, query, filter, time);
        return k -> {
            List<Candidate> candidates = new ArrayList<>();
            for (ScoreDoc hit : search.best(k)) {
                candidates.add(candidate(hit.doc, hit.score));
            }
            return candidates;
        };
    }

    private List<Candidate> fused(Retrieval.Hybrid hybrid) throws IOException {
        int depth = depth(hybrid);
        Map<Key, Placed> placed = new HashMap<>();
        List<List<Key>> lists = new ArrayList<>();
        for (Ranking ranking :
                List.of(byVector(space.toLucene(hybrid.vector())), byText(hybrid.text()))) {
            List<Key> keys = new ArrayList<>();
            for (Candidate candidate : grouped(depth, ranking)) {
                Key key = key(candidate);
                placed.merge(key, new Placed(keys.size(), candidate), Placed::higher);
                keys.add(key);
            }
            lists.add(keys);
        }
        List<Candidate> fused = new ArrayList<>();
        for (var entry : ReciprocalRankFusion.fuse(hybrid.fusion().k(), lists, Key.ORDER)) {
            Candidate candidate = Objects.requireNonNull(placed.get(entry.item())).candidate();
            fused.add(
                    new Candidate(
                            candidate.doc(), candidate.id(), candidate.chunk(), entry.score()));
        }
        return fused;
    }

    private Key key(Candidate candidate) {
        return switch (request.grouping()) {
            case DOCUMENT -> new Key(candidate.id(), 0);
            case CHUNK -> new Key(candidate.id(), candidate.chunk());
        };
    }

    /** As many documents or chunks as wanted: ever more chunks are asked for until they suffice. */
    private List<Candidate> grouped(int wanted, Ranking ranking) throws IOException {
        if (request.grouping() == Grouping.CHUNK) {
            return ranking.best(wanted);
        }
        int k = wanted;
        while (true) {
            List<Candidate> chunks = ranking.best(k);
            time.requireLeft();
            Map<String, Candidate> best = new LinkedHashMap<>();
            chunks.forEach(chunk -> best.putIfAbsent(chunk.id(), chunk));
            if (best.size() >= wanted || chunks.size() < k) {
                return List.copyOf(best.values());
            }
            k = Math.multiplyExact(k, 2);
        }
    }

    private Candidate candidate(int doc, double score) throws IOException {
        var leaves = searcher.getIndexReader().leaves();
        LeafReaderContext leaf = leaves.get(ReaderUtil.subIndex(doc, leaves));
        var ids = Objects.requireNonNull(leaf.reader().getSortedDocValues(Fields.ID));
        ids.advance(doc - leaf.docBase);
        String id = ids.lookupOrd(ids.ordValue()).utf8ToString();
        return new Candidate(doc, id, documents.number(Fields.CHUNK, doc), score);
    }

    private Hit hit(Candidate candidate) throws IOException {
        int doc = candidate.doc();
        DocumentHead head =
                request.withText() || request.withMetadata()
                        ? documents.head(doc - candidate.chunk())
                        : null;
        return new Hit(
                candidate.id(),
                candidate.chunk(),
                documents.number(Fields.START, doc),
                documents.number(Fields.END, doc),
                candidate.score(),
                head != null && request.withText() ? head.title() : null,
                request.withText() ? documents.chunkText(doc, candidate.chunk()) : null,
                head != null && request.withMetadata() ? head.metadata() : null);
    }
}
