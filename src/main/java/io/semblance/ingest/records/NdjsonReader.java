package io.semblance.ingest.records;

import io.semblance.ingest.records.SourceRecord.Problem;
import io.semblance.ingest.records.SourceRecord.Unreadable;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.io.Reader;
import java.util.Locale;

/** Reads NDJSON: one JSON object per line. */
final class NdjsonReader implements RecordReader {

    private final Reader source;
    private final LineReader lines;
    private final JsonMapper json;
    private final int maxRecord;

    NdjsonReader(Reader source, int maxRecord) {
        this.source = source;
        this.lines = new LineReader(source, maxRecord);
        this.json = RecordJson.mapper(maxRecord);
        this.maxRecord = maxRecord;
    }

    @Override
    public @Nullable SourceRecord next() throws IOException {
        LineReader.Line line = lines.next();
        return line == null ? null : record(line);
    }

    private SourceRecord record(LineReader.Line line) {
        if (line.tooLong()) {
            return new Unreadable(
                    line.number(),
                    Problem.RECORD_TOO_LARGE,
                    "the line has more than %d characters; split the document or raise semblance.limits.document-characters"
                            .formatted(maxRecord));
        }
        if (line.text().isBlank()) {
            return new Unreadable(
                    line.number(), Problem.EMPTY_LINE, "the line is empty; remove it");
        }
        if (MarkingReader.isMarked(line.text())) {
            return new Unreadable(
                    line.number(),
                    Problem.INVALID_ENCODING,
                    "the line has a byte that is not in the encoding of the file; save it as"
                            + " UTF-8");
        }
        try {
            JsonNode node = json.readTree(line.text());
            return node instanceof ObjectNode object
                    ? new SourceRecord.Fields(
                            line.number(), json.convertValue(object, RecordJson.OBJECT))
                    : new Unreadable(
                            line.number(),
                            Problem.INVALID_VALUE,
                            "the line must be a JSON object, got: "
                                    + node.getNodeType().name().toLowerCase(Locale.ROOT));
        } catch (JacksonException e) {
            return new Unreadable(
                    line.number(),
                    Problem.MALFORMED_JSON,
                    "the line is not valid JSON: " + RecordJson.problem(e));
        }
    }

    @Override
    public void close() throws IOException {
        source.close();
    }
}
