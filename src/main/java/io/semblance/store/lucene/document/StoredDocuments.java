package io.semblance.store.lucene.document;

import io.semblance.memory.MemoryAccount;
import io.semblance.store.Chunk;
import io.semblance.store.ChunkSource;
import io.semblance.store.Document;
import io.semblance.store.DocumentSummary;
import io.semblance.value.Embedding;

import org.apache.lucene.index.CorruptIndexException;
import org.apache.lucene.index.FloatVectorValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.ReaderUtil;
import org.apache.lucene.index.SortedDocValues;
import org.apache.lucene.search.IndexSearcher;
import org.jspecify.annotations.Nullable;

import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Reads documents back from their blocks, at one point in time. A document is addressed by the
 * Lucene document of its chunk 0. Not thread-safe.
 */
public final class StoredDocuments {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final TypeReference<Map<String, @Nullable Object>> METADATA =
            new TypeReference<>() {};
    private static final Set<String> SUMMARY_FIELDS =
            Set.of(Fields.ID, Fields.CHUNKS, Fields.TITLE, Fields.METADATA, Fields.CONTENT_HASH);

    private final IndexSearcher searcher;

    /** Reads at the searcher's point in time. */
    public StoredDocuments(IndexSearcher searcher) {
        this.searcher = searcher;
    }

    /** The document without its text and chunks. */
    public DocumentSummary summary(int firstChunk) throws IOException {
        var fields = searcher.storedFields().document(firstChunk, SUMMARY_FIELDS);
        return new DocumentSummary(
                required(fields.get(Fields.ID)),
                fields.get(Fields.TITLE),
                metadata(required(fields.get(Fields.METADATA))),
                required(fields.get(Fields.CONTENT_HASH)),
                Objects.requireNonNull(fields.getField(Fields.CHUNKS)).numericValue().intValue());
    }

    /** The whole text of the document. */
    public String text(int firstChunk) throws IOException {
        return MemoryAccount.charged(unchargedText(firstChunk));
    }

    private String unchargedText(int firstChunk) throws IOException {
        return required(
                searcher.storedFields().document(firstChunk, Set.of(Fields.TEXT)).get(Fields.TEXT));
    }

    /**
     * The text of a chunk.
     *
     * @param doc the chunk's Lucene document
     * @param number the chunk's number within its document
     */
    public String chunkText(int doc, int number) throws IOException {
        String body = searcher.storedFields().document(doc, Set.of(Fields.BODY)).get(Fields.BODY);
        return body != null ? MemoryAccount.charged(body) : text(doc - number);
    }

    /**
     * Charges the memory to read a whole document and write it again: its text, and its vectors
     * twice, since the buffer of the writer holds them too.
     */
    public void chargeRewrite(int firstChunk) throws IOException {
        FloatVectorValues vectors = leaf(firstChunk).reader().getFloatVectorValues(Fields.VECTOR);
        MemoryAccount.charge(2L * Float.BYTES * vectors.dimension() * summary(firstChunk).chunks());
        var _ = text(firstChunk);
    }

    /** The whole document as it was written; cosine indexes return unit vectors. */
    public Document document(int firstChunk) throws IOException {
        DocumentSummary summary = summary(firstChunk);
        LeafReaderContext leaf = leaf(firstChunk);
        FloatVectorValues vectors = leaf.reader().getFloatVectorValues(Fields.VECTOR);
        var iterator = vectors.iterator();
        List<Chunk> chunks = new ArrayList<>();
        for (int i = 0; i < summary.chunks(); i++) {
            iterator.advance(firstChunk - leaf.docBase + i);
            chunks.add(
                    new Chunk(
                            number(Fields.START, firstChunk + i),
                            number(Fields.END, firstChunk + i),
                            Embedding.of(vectors.vectorValue(iterator.index())),
                            source(firstChunk + i)));
        }
        return new Document(
                summary.id(),
                summary.title(),
                unchargedText(firstChunk),
                summary.metadata(),
                summary.contentHash(),
                chunks);
    }

    /** The number in a field that every chunk has, for the chunk of this Lucene document. */
    public int number(String field, int doc) throws IOException {
        LeafReaderContext leaf = leaf(doc);
        NumericDocValues values =
                Objects.requireNonNull(leaf.reader().getNumericDocValues(field), field);
        values.advance(doc - leaf.docBase);
        return (int) values.longValue();
    }

    /** Where a chunk begins in the document's file; null if that is not known. */
    public @Nullable ChunkSource source(int doc) throws IOException {
        LeafReaderContext leaf = leaf(doc);
        SortedDocValues sources = leaf.reader().getSortedDocValues(Fields.SOURCE);
        if (sources == null || !sources.advanceExact(doc - leaf.docBase)) {
            return null;
        }
        return JSON.readValue(
                sources.lookupOrd(sources.ordValue()).utf8ToString(), ChunkSource.class);
    }

    private LeafReaderContext leaf(int doc) {
        var leaves = searcher.getIndexReader().leaves();
        return leaves.get(ReaderUtil.subIndex(doc, leaves));
    }

    private static Map<String, @Nullable Object> metadata(String json) {
        return JSON.readValue(json, METADATA);
    }

    private static String required(@Nullable String value) throws IOException {
        if (value == null) {
            throw new CorruptIndexException("a stored field is missing", "stored fields");
        }
        return value;
    }
}
