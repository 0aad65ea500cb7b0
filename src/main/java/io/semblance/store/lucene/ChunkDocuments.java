package io.semblance.store.lucene;

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
 * A document as a block of Lucene documents, one a chunk, side by side in one segment for ever: a
 * block is written and replaced as one. The first carries what belongs to the whole.
 */
final class ChunkDocuments {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final VectorSpace space;
    private final TextAnalysis analysis;

    ChunkDocuments(VectorSpace space, TextAnalysis analysis) {
        this.space = space;
        this.analysis = analysis;
    }

    /** The block; each of its documents is made when Lucene asks for it, and not kept. */
    Iterable<org.apache.lucene.document.Document> of(Document document) {
        // Every chunk has all of them, and there may be thousands of both.
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
            head(document, fields);
        }
        fields.add(new StringField(Fields.ID, document.id(), Store.YES));
        fields.add(new SortedDocValuesField(Fields.ID, new BytesRef(document.id())));
        fields.add(new NumericDocValuesField(Fields.CHUNK, number));
        fields.add(new NumericDocValuesField(Fields.START, chunk.start()));
        fields.add(new NumericDocValuesField(Fields.END, chunk.end()));
        String body = document.text().substring(chunk.start(), chunk.end());
        if (number > 0 || body.length() < document.text().length()) {
            fields.add(new StoredField(Fields.BODY, body));
        }
        String words = document.title() == null ? body : document.title() + "\n" + body;
        TermStream terms = new TermStream(analysis.terms(words));
        fields.add(terms.field());
        // After the terms, which Lucene counts by then.
        fields.add(terms.lengthField());
        fields.add(
                new KnnFloatVectorField(
                        Fields.VECTOR, space.toLucene(chunk.embedding()), space.function()));
        return fields;
    }

    private static void head(Document document, org.apache.lucene.document.Document fields) {
        fields.add(new StringField(Fields.HEAD, "1", Store.NO));
        fields.add(new StoredField(Fields.CHUNKS, document.chunks().size()));
        if (document.title() != null) {
            fields.add(new StoredField(Fields.TITLE, document.title()));
        }
        fields.add(new StoredField(Fields.METADATA, JSON.writeValueAsString(document.metadata())));
        fields.add(new StoredField(Fields.CONTENT_HASH, document.contentHash()));
        fields.add(new StoredField(Fields.TEXT, document.text()));
    }
}
