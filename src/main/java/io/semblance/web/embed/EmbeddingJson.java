package io.semblance.web.embed;

import io.semblance.value.Embedding;

import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.annotation.JsonSerialize;
import tools.jackson.databind.ser.std.StdSerializer;

/**
 * An embedding in a response. Its numbers are written directly from its array, without an object
 * for each.
 *
 * @param type type of the numbers
 * @param base64 whether it is written as a string in base64 instead of an array of numbers
 */
@JsonSerialize(using = EmbeddingJson.Writer.class)
public record EmbeddingJson(Embedding embedding, OutputType type, boolean base64) {

    /** Writes either form. */
    static final class Writer extends StdSerializer<EmbeddingJson> {

        Writer() {
            super(EmbeddingJson.class);
        }

        @Override
        public void serialize(
                EmbeddingJson value, JsonGenerator json, SerializationContext context) {
            if (value.base64()) {
                value.type().writeBase64(value.embedding(), json);
                return;
            }
            json.writeStartArray(value);
            value.type().writeNumbers(value.embedding(), json);
            json.writeEndArray();
        }
    }
}
