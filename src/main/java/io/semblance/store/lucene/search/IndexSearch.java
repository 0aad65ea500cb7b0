package io.semblance.store.lucene.search;

import io.semblance.store.DocumentSummary;
import io.semblance.store.Hit;
import io.semblance.store.ReciprocalRankFusion;
import io.semblance.store.Retrieval;
import io.semblance.store.SearchHits;
import io.semblance.store.SearchPlan;
import io.semblance.store.SearchRequest;
import io.semblance.store.analysis.TextAnalysis;
import io.semblance.store.lucene.document.Fields;
import io.semblance.store.lucene.document.StoredDocuments;
import io.semblance.store.lucene.document.VectorSpace;
import io.semblance.store.lucene.filter.FilterQuery;
import io.semblance.value.Deadline;
import io.semblance.value.Embedding;

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
 * One search of an index, at one point in time. After the deadline it stops at the next check:
 * Lucene checks it while it searches the graph and while it scores, but not while it collects the
 * terms of a filter. Not thread-safe.
 */
public final class IndexSearch {

    /** Identifies a hit: a document, then with chunk 0, or a chunk of it. */
    private record Key(String id, int chunk) {

        static final Comparator<Key> ORDER =
                Comparator.comparing(Key::id, CodePointOrder.INSTANCE).thenComparingInt(Key::chunk);
    }

    /** A candidate with its rank in one of the lists; rank 0 is the best. */
    private record RankedCandidate(int rank, Candidate candidate) {

        RankedCandidate better(RankedCandidate other) {
            return other.rank < rank ? other : this;
        }
    }

    private final IndexSearcher searcher;
    private final VectorSpace space;
    private final TextAnalysis analysis;
    private final SearchRequest request;
    private final Deadline deadline;
    private final @Nullable Query filter;
    private final StoredDocuments documents;
    private SearchPlan plan;

    /** Prepares a search at the searcher's point in time. */
    public IndexSearch(
            IndexSearcher searcher,
            VectorSpace space,
            TextAnalysis analysis,
            SearchRequest request) {
        this.deadline = request.deadline();
        this.searcher = deadline != Deadline.NONE ? withTimeout(searcher, deadline) : searcher;
        this.space = space;
        this.analysis = analysis;
        this.request = request;
        this.filter = request.filter() == null ? null : FilterQuery.of(request.filter());
        this.documents = new StoredDocuments(searcher);
        this.plan = new SearchPlan(SearchPlan.Vectors.NONE, 0, 0, request.window());
    }

    /** A searcher of its own for the timeout, as other searches share the given one. */
    private static IndexSearcher withTimeout(IndexSearcher shared, Deadline deadline) {
        IndexSearcher searcher = new IndexSearcher(shared.getIndexReader());
        searcher.setTimeout(deadline::isPassed);
        return searcher;
    }

    /**
     * Runs the search.
     *
     * @throws io.semblance.value.DeadlineExceededException if the deadline passed first
     */
    public SearchHits find() throws IOException {
        List<Candidate> ranked = ranked(request.retrieval());
        List<Hit> hits = new ArrayList<>();
        for (int i = request.offset(); i < Math.min(ranked.size(), request.window()); i++) {
            deadline.requireRemaining();
            hits.add(hit(ranked.get(i)));
        }
        // Lucene returns a partial result after a timeout.
        deadline.requireRemaining();
        return new SearchHits(hits, plan);
    }

    private List<Candidate> ranked(Retrieval retrieval) throws IOException {
        return switch (retrieval) {
            case Retrieval.ByVector vector -> byVector(vector.query(), request.window());
            case Retrieval.ByText text -> grouped(request.window(), byText(text.query()));
            case Retrieval.Hybrid hybrid -> fused(hybrid);
        };
    }

    private List<Candidate> byVector(Embedding query, int limit) throws IOException {
        VectorSearch search = new VectorSearch(searcher, space, query, filter, deadline);
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
        List<Candidate> grouped = grouped(limit, ranking);
        plan = ranking.plan();
        return grouped;
    }

    private Ranking byText(String query) throws IOException {
        LexicalSearch search = new LexicalSearch(searcher, analysis, query, filter, deadline);
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
        Map<Key, RankedCandidate> best = new HashMap<>();
        List<List<Key>> lists =
                List.of(
                        keys(byVector(hybrid.vector(), depth), best),
                        keys(grouped(depth, byText(hybrid.text())), best));
        List<Candidate> fused = new ArrayList<>();
        for (var entry : ReciprocalRankFusion.fuse(hybrid.fusion(), lists, Key.ORDER)) {
            Candidate candidate = Objects.requireNonNull(best.get(entry.item())).candidate();
            fused.add(
                    new Candidate(
                            candidate.doc(), candidate.id(), candidate.chunk(), entry.score()));
        }
        return fused;
    }

    /** Returns the keys of a list and records each candidate where no list ranks the key higher. */
    private List<Key> keys(List<Candidate> list, Map<Key, RankedCandidate> best) {
        List<Key> keys = new ArrayList<>();
        for (Candidate candidate : list) {
            Key key = key(candidate);
            best.merge(key, new RankedCandidate(keys.size(), candidate), RankedCandidate::better);
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

    /** The best documents or chunks; doubles the number of chunks until it finds enough of them. */
    private List<Candidate> grouped(int limit, Ranking ranking) throws IOException {
        int k = limit;
        while (true) {
            List<Candidate> chunks = ranking.best(k);
            deadline.requireRemaining();
            Map<Key, Candidate> best = new LinkedHashMap<>();
            chunks.forEach(chunk -> best.putIfAbsent(key(chunk), chunk));
            if (best.size() >= limit || chunks.size() < k) {
                return best.values().stream().limit(limit).toList();
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
        DocumentSummary summary =
                request.withText() || request.withMetadata()
                        ? documents.summary(doc - candidate.chunk())
                        : null;
        return new Hit(
                candidate.id(),
                candidate.chunk(),
                documents.number(Fields.START, doc),
                documents.number(Fields.END, doc),
                candidate.score(),
                summary != null && request.withText() ? summary.title() : null,
                request.withText() ? documents.chunkText(doc, candidate.chunk()) : null,
                summary != null && request.withMetadata() ? summary.metadata() : null,
                documents.source(doc));
    }
}
