package io.semblance.store.lucene.document;

import io.semblance.store.Chunk;
import io.semblance.store.Document;
import io.semblance.store.analysis.TextAnalysis;

import org.apache.lucene.document.Field.Store;
import org.apache.lucene.document.KnnFloatVectorField;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.SortedDocValuesField;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.util.BytesRef;

import tools.jackson.databind.json.JsonMapper;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Builds the block of Lucene documents for a document: one Lucene document for each chunk, next to
 * each other in one segment and in the order of the chunks. A block is written and replaced as one.
 * Its first Lucene document, chunk 0, also stores the fields of the whole document. Thread-safe.
 */
public final class ChunkDocuments {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final VectorSpace space;
    private final TextAnalysis analysis;

    /** Builds blocks with embeddings for this space and terms of this text analysis. */
    public ChunkDocuments(VectorSpace space, TextAnalysis analysis) {
        this.space = space;
        this.analysis = analysis;
    }

    /** The block of a document; its Lucene documents are built one by one during the iteration. */
    public Iterable<org.apache.lucene.document.Document> of(Document document) {
        // Shared by all chunks: there may be thousands of terms and thousands of chunks.
        List<StringField> filterTerms =
                MetadataTerms.of(document.metadata()).stream()
                        .map(term -> new StringField(Fields.FILTER, term, Store.NO))
                        .toList();
        return () ->
                IntStream.range(0, document.chunks().size())
                        .mapToObj(i -> chunk(document, i, filterTerms))
                        .iterator();
    }

    private org.apache.lucene.document.Document chunk(
            Document document, int number, List<StringField> filterTerms) {
        Chunk chunk = document.chunks().get(number);
        var fields = new org.apache.lucene.document.Document();
        filterTerms.forEach(fields::add);
        if (number == 0) {
            addDocumentFields(document, fields);
        }
        fields.add(new StringField(Fields.ID, document.id(), Store.YES));
        fields.add(new SortedDocValuesField(Fields.ID, new BytesRef(document.id())));
        fields.add(new NumericDocValuesField(Fields.CHUNK, number));
        fields.add(new NumericDocValuesField(Fields.START, chunk.start()));
        fields.add(new NumericDocValuesField(Fields.END, chunk.end()));
        if (chunk.source() != null) {
            String source = JSON.writeValueAsString(chunk.source());
            fields.add(new SortedDocValuesField(Fields.SOURCE, new BytesRef(source)));
        }
        String body = document.text().substring(chunk.start(), chunk.end());
        if (number > 0 || body.length() < document.text().length()) {
            fields.add(new StoredField(Fields.BODY, body));
        }
        String text = document.title() == null ? body : document.title() + "\n" + body;
        TermStream terms = new TermStream(analysis.terms(text));
        fields.add(terms.field());
        // After the terms: Lucene has then read them, so their number is known.
        fields.add(terms.lengthField());
        fields.add(
                new KnnFloatVectorField(
                        Fields.VECTOR, space.toLucene(chunk.embedding()), space.function()));
        return fields;
    }

    private static void addDocumentFields(
            Document document, org.apache.lucene.document.Document fields) {
        fields.add(new StringField(Fields.FIRST_CHUNK, "1", Store.NO));
        fields.add(new StoredField(Fields.CHUNKS, document.chunks().size()));
        if (document.title() != null) {
            fields.add(new StoredField(Fields.TITLE, document.title()));
        }
        fields.add(new StoredField(Fields.METADATA, JSON.writeValueAsString(document.metadata())));
        fields.add(new StoredField(Fields.CONTENT_HASH, document.contentHash()));
        fields.add(new StoredField(Fields.TEXT, document.text()));
    }
}
