package io.semblance.web.documents;

import io.semblance.ingest.EmbeddedText;
import io.semblance.ingest.EmbeddedText.EmbeddedChunk;
import io.semblance.ingest.ExportedDocument;

import tools.jackson.core.JsonGenerator;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.io.OutputStream;

/**
 * Writes the lines of an export: each is the JSON of a document in the form that an import takes.
 * Vectors are the base64 of their 32-bit little-endian floats. Not thread-safe.
 */
final class ExportLines {

    private final ObjectWriter json;
    private final OutputStream out;

    ExportLines(JsonMapper json, OutputStream out) {
        this.json =
                json.writer()
                        .without(StreamWriteFeature.AUTO_CLOSE_TARGET)
                        .without(StreamWriteFeature.FLUSH_PASSED_TO_STREAM);
        this.out = out;
    }

    /** Writes a document, which is not copied into one string: its text may be long. */
    void write(ExportedDocument document) throws IOException {
        try (JsonGenerator line = json.createGenerator(out)) {
            line.writeStartObject();
            line.writeStringProperty("id", document.id());
            if (document.title() != null) {
                line.writeStringProperty("title", document.title());
            }
            line.writeStringProperty("text", document.text());
            line.writePOJOProperty("metadata", document.metadata());
            if (document.vector() != null) {
                line.writeBinaryProperty("vector", document.vector().toBytes());
            }
            if (document.embedded() != null) {
                line.writeName("embedding");
                write(document.embedded(), line);
            }
            line.writeEndObject();
        }
        out.write('\n');
    }

    private static void write(EmbeddedText embedded, JsonGenerator line) {
        line.writeStartObject();
        line.writeStringProperty("modelVersion", embedded.modelVersion());
        line.writeStringProperty("contentHash", embedded.contentHash());
        if (embedded.scaled()) {
            line.writeBooleanProperty("scaled", true);
        }
        line.writeArrayPropertyStart("chunks");
        for (EmbeddedChunk chunk : embedded.chunks()) {
            line.writeStartObject();
            line.writeNumberProperty("start", chunk.start());
            line.writeNumberProperty("end", chunk.end());
            line.writeBinaryProperty("vector", chunk.embedding().toBytes());
            if (chunk.source() != null) {
                line.writePOJOProperty("source", chunk.source());
            }
            line.writeEndObject();
        }
        line.writeEndArray();
        line.writeEndObject();
    }
}
