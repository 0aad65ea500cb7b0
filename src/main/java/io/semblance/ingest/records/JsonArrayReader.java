package io.semblance.ingest.records;

import io.semblance.ingest.records.SourceRecord.Problem;
import io.semblance.ingest.records.SourceRecord.Unreadable;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.io.Reader;
import java.util.Locale;

/**
 * Reads the elements of one JSON array of objects. After a syntax error it is uncertain where the
 * next element begins, so the file as a whole is malformed.
 */
final class JsonArrayReader implements RecordReader {

    private final Reader source;
    private final JsonElements elements;
    private final JsonMapper json;
    private final JsonMapper lenient;
    private final int maxRecord;

    JsonArrayReader(Reader source, int maxRecord) {
        this.source = source;
        this.elements = new JsonElements(source, maxRecord);
        this.json = RecordJson.mapper(maxRecord);
        this.lenient = json.rebuild().disable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();
        this.maxRecord = maxRecord;
    }

    @Override
    public @Nullable SourceRecord next() throws IOException {
        JsonElements.Element element = elements.next();
        return element == null ? null : record(element);
    }

    private SourceRecord record(JsonElements.Element element) {
        if (element.tooLong()) {
            return new Unreadable(
                    element.line(),
                    Problem.RECORD_TOO_LARGE,
                    "the element has more than %d characters; split the document or raise semblance.limits.document-characters"
                            .formatted(maxRecord));
        }
        if (MarkingReader.isMarked(element.text())) {
            return new Unreadable(
                    element.line(),
                    Problem.INVALID_ENCODING,
                    "the element has a byte that is not in the encoding of the file; save it as"
                            + " UTF-8");
        }
        try {
            JsonNode node = json.readTree(element.text());
            return node instanceof ObjectNode object
                    ? new SourceRecord.Fields(
                            element.line(), json.convertValue(object, RecordJson.OBJECT))
                    : new Unreadable(
                            element.line(),
                            Problem.INVALID_VALUE,
                            "an element of the array must be an object, got: "
                                    + node.getNodeType().name().toLowerCase(Locale.ROOT));
        } catch (JacksonException e) {
            return unreadable(element, e);
        }
    }

    private Unreadable unreadable(JsonElements.Element element, JacksonException failure) {
        String problem = RecordJson.problem(failure, element.column() - 1);
        if (failure instanceof StreamConstraintsException || isSyntaxValid(element)) {
            return new Unreadable(
                    element.line(),
                    Problem.MALFORMED_JSON,
                    "the element is not valid JSON: " + problem);
        }
        int line = failure.getLocation() == null ? 1 : failure.getLocation().getLineNr();
        throw new MalformedFileException(
                "the file is not valid JSON at line %d: %s; nothing was imported"
                        .formatted(element.line() + Math.max(line, 1) - 1, problem),
                failure);
    }

    /** Whether the only problem of an element that cannot be read is a key that it has twice. */
    private boolean isSyntaxValid(JsonElements.Element element) {
        try {
            lenient.readTree(element.text());
            return true;
        } catch (JacksonException e) {
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        source.close();
    }
}
