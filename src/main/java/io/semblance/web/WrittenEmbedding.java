package io.semblance.web;

import io.semblance.vector.Embedding;

import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.annotation.JsonSerialize;
import tools.jackson.databind.ser.std.StdSerializer;

/**
 * An embedding in an answer. Its numbers go from its own array into the output, without an object
 * for any of them.
 *
 * @param base64 whether it is written as a string in base64, not as an array of numbers
 */
@JsonSerialize(using = WrittenEmbedding.Writer.class)
record WrittenEmbedding(Embedding embedding, OutputType type, boolean base64) {

    /** Writes either form. */
    static final class Writer extends StdSerializer<WrittenEmbedding> {

        Writer() {
            super(WrittenEmbedding.class);
        }

        @Override
        public void serialize(
                WrittenEmbedding value, JsonGenerator json, SerializationContext context) {
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
