package io.semblance.store.lucene;

import io.semblance.store.DocumentHead;
import io.semblance.store.Hit;
import io.semblance.store.ReciprocalRankFusion;
import io.semblance.store.Retrieval;
import io.semblance.store.SearchHits;
import io.semblance.store.SearchPlan;
import io.semblance.store.SearchRequest;
import io.semblance.store.SearchTime;
import io.semblance.store.analysis.TextAnalysis;
import io.semblance.vector.Embedding;

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
    private SearchPlan plan;

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
        this.plan = new SearchPlan(SearchPlan.Vectors.NONE, 0, 0, request.window());
    }

    /** The same at the same point in time: others search with the one that was given. */
    private static IndexSearcher limited(IndexSearcher shared, SearchTime time) {
        IndexSearcher searcher = new IndexSearcher(shared.getIndexReader());
        searcher.setTimeout(time::isUp);
        return searcher;
    }

    SearchHits find() throws IOException {
        List<Candidate> ranked = ranked(request.retrieval());
        List<Hit> hits = new ArrayList<>();
        for (int i = request.offset(); i < Math.min(ranked.size(), request.window()); i++) {
            time.requireLeft();
            hits.add(hit(ranked.get(i)));
        }
        // Whatever Lucene broke off, it broke off because the time was up.
        time.requireLeft();
        return new SearchHits(hits, plan);
    }

    private List<Candidate> ranked(Retrieval retrieval) throws IOException {
        return switch (retrieval) {
            case Retrieval.ByVector vector -> byVector(vector.query(), request.window());
            case Retrieval.ByText text -> grouped(request.window(), byText(text.query()));
            case Retrieval.Hybrid hybrid -> fused(hybrid);
        };
    }

    private List<Candidate> byVector(Embedding query, int wanted) throws IOException {
        VectorSearch search = new VectorSearch(searcher, space, query, filter, time);
        VectorRanking ranking =
                new VectorRanking(
                        search,
                        request.exact(),
                        found -> {
                            List<Candidate> candidates = new ArrayList<>(found.size());
                            for (var scored : search.scores(found).entrySet()) {
                                candidates.add(candidate(scored.getKey(), scored.getValue()));
                            }
                            candidates.sort(Candidate.BEST_FIRST);
                            return candidates;
                        });
        List<Candidate> grouped = grouped(wanted, ranking);
        plan = ranking.plan();
        return grouped;
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
        int depth = hybrid.fusion().depth(request.window());
        Map<Key, Placed> placed = new HashMap<>();
        List<List<Key>> lists =
                List.of(
                        placed(byVector(hybrid.vector(), depth), placed),
                        placed(grouped(depth, byText(hybrid.text())), placed));
        List<Candidate> fused = new ArrayList<>();
        for (var entry : ReciprocalRankFusion.fuse(hybrid.fusion(), lists, Key.ORDER)) {
            Candidate candidate = Objects.requireNonNull(placed.get(entry.item())).candidate();
            fused.add(
                    new Candidate(
                            candidate.doc(), candidate.id(), candidate.chunk(), entry.score()));
        }
        return fused;
    }

    /** The keys of a list, whose candidates are put to the places that they have in it. */
    private List<Key> placed(List<Candidate> list, Map<Key, Placed> places) {
        List<Key> keys = new ArrayList<>();
        for (Candidate candidate : list) {
            Key key = key(candidate);
            places.merge(key, new Placed(keys.size(), candidate), Placed::higher);
            keys.add(key);
        }
        return keys;
    }

    private Key key(Candidate candidate) {
        return switch (request.grouping()) {
            case DOCUMENT -> new Key(candidate.id(), 0);
            case CHUNK -> new Key(candidate.id(), candidate.chunk());
        };
    }

    /** As many documents or chunks as wanted: ever more chunks are asked for until they suffice. */
    private List<Candidate> grouped(int wanted, Ranking ranking) throws IOException {
        int k = wanted;
        while (true) {
            List<Candidate> chunks = ranking.best(k);
            time.requireLeft();
            Map<Key, Candidate> best = new LinkedHashMap<>();
            chunks.forEach(chunk -> best.putIfAbsent(key(chunk), chunk));
            if (best.size() >= wanted || chunks.size() < k) {
                return best.values().stream().limit(wanted).toList();
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
