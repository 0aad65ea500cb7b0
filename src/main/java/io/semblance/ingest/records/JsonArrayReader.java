package io.semblance.ingest.records;

import io.semblance.ingest.records.SourceRecord.Problem;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.io.Reader;

/**
 * Reads the elements of one JSON array of objects. After a syntax error nothing else of the file
 * can be read, so the file as a whole is malformed.
 */
final class JsonArrayReader implements RecordReader {

    private final JsonMapper json;
    private final JsonParser parser;
    private boolean started;

    JsonArrayReader(Reader source, int maxRecord) {
        this.json = RecordJson.mapper(maxRecord);
        this.parser = json.createParser(source);
    }

    @Override
    public @Nullable SourceRecord next() throws IOException {
        try {
            return read();
        } catch (JacksonIOException e) {
            throw e.getCause();
        } catch (JacksonException e) {
            throw new MalformedFileException(
                    "the file is not valid JSON at line %d: %s; nothing was imported"
                            .formatted(parser.currentLocation().getLineNr(), RecordJson.problem(e)),
                    e);
        }
    }

    private @Nullable SourceRecord read() {
        if (!started) {
            started = true;
            JsonToken first = parser.nextToken();
            if (first != JsonToken.START_ARRAY) {
                throw new MalformedFileException(
                        "a JSON file must be an array of objects; send one object per line as"
                                + " application/x-ndjson");
            }
        }
        JsonToken token = parser.nextToken();
        if (token == JsonToken.END_ARRAY) {
            requireEnd();
            return null;
        }
        long line = parser.currentTokenLocation().getLineNr();
        if (token != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return new SourceRecord.Unreadable(
                    line,
                    Problem.INVALID_VALUE,
                    "an element of the array must be an object, got: " + parser.currentToken());
        }
        return new SourceRecord.Fields(line, parser.readValueAs(RecordJson.OBJECT));
    }

    private void requireEnd() {
        if (parser.nextToken() != null) {
            throw new MalformedFileException(
                    "the file has something after its JSON array at line %d; nothing was imported"
                            .formatted(parser.currentTokenLocation().getLineNr()));
        }
    }

    @Override
    public void close() throws IOException {
        parser.close();
    }
}
