package io.semblance.store.lucene;

import io.semblance.memory.MemoryAccount;
import io.semblance.store.Chunk;
import io.semblance.store.Document;
import io.semblance.store.DocumentHead;
import io.semblance.vector.Embedding;

import org.apache.lucene.index.CorruptIndexException;
import org.apache.lucene.index.FloatVectorValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.ReaderUtil;
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

/** Reads documents back from their blocks, at one point in time. Not thread-safe. */
final class StoredDocuments {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final TypeReference<Map<String, @Nullable Object>> METADATA =
            new TypeReference<>() {};
    private static final Set<String> HEAD_FIELDS =
            Set.of(Fields.ID, Fields.CHUNKS, Fields.TITLE, Fields.METADATA, Fields.CONTENT_HASH);

    private final IndexSearcher searcher;

    StoredDocuments(IndexSearcher searcher) {
        this.searcher = searcher;
    }

    /** The head at this Lucene document. */
    DocumentHead head(int headDoc) throws IOException {
        var fields = searcher.storedFields().document(headDoc, HEAD_FIELDS);
        return new DocumentHead(
                required(fields.get(Fields.ID)),
                fields.get(Fields.TITLE),
                metadata(required(fields.get(Fields.METADATA))),
                required(fields.get(Fields.CONTENT_HASH)),
                Objects.requireNonNull(fields.getField(Fields.CHUNKS)).numericValue().intValue());
    }

    /** The whole text of the document whose head this is. */
    String text(int headDoc) throws IOException {
        return MemoryAccount.charged(
                required(
                        searcher.storedFields()
                                .document(headDoc, Set.of(Fields.TEXT))
                                .get(Fields.TEXT)));
    }

    /** A chunk's text; {@code number} is the chunk's. */
    String chunkText(int doc, int number) throws IOException {
        String body = searcher.storedFields().document(doc, Set.of(Fields.BODY)).get(Fields.BODY);
        return body != null ? MemoryAccount.charged(body) : text(doc - number);
    }

    /** The whole document, as it was written but for the length of its vectors. */
    Document document(int headDoc) throws IOException {
        DocumentHead head = head(headDoc);
        LeafReaderContext leaf = leaf(headDoc);
        FloatVectorValues vectors = leaf.reader().getFloatVectorValues(Fields.VECTOR);
        // Once here, once in the buffer of the writer that gets them back.
        MemoryAccount.charge(2L * Float.BYTES * vectors.dimension() * head.chunks());
        var iterator = vectors.iterator();
        List<Chunk> chunks = new ArrayList<>();
        for (int i = 0; i < head.chunks(); i++) {
            iterator.advance(headDoc - leaf.docBase + i);
            chunks.add(
                    new Chunk(
                            number(Fields.START, headDoc + i),
                            number(Fields.END, headDoc + i),
                            Embedding.of(vectors.vectorValue(iterator.index()))));
        }
        return new Document(
                head.id(),
                head.title(),
                text(headDoc),
                head.metadata(),
                head.contentHash(),
                chunks);
    }

    /** A number that every chunk has. */
    int number(String field, int doc) throws IOException {
        LeafReaderContext leaf = leaf(doc);
        NumericDocValues values =
                Objects.requireNonNull(leaf.reader().getNumericDocValues(field), field);
        values.advance(doc - leaf.docBase);
        return (int) values.longValue();
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
