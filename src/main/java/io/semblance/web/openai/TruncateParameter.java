package io.semblance.web.openai;

import io.semblance.embedding.EmbedRequest.Truncation;

import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.annotation.JsonDeserialize;
import tools.jackson.databind.deser.std.StdDeserializer;

import java.util.Locale;

/**
 * The value of {@code truncate}: {@code true}, {@code false} or, as on other servers with OpenAI's
 * routes, {@code NONE}, {@code START} or {@code END}, the side of the text that is truncated.
 */
@JsonDeserialize(using = TruncateParameter.Reader.class)
record TruncateParameter(Truncation truncation) {

    /** Reads either form. */
    static final class Reader extends StdDeserializer<TruncateParameter> {

        private static final long serialVersionUID = 1L;

        Reader() {
            super(TruncateParameter.class);
        }

        @Override
        public TruncateParameter deserialize(JsonParser parser, DeserializationContext context) {
            JsonToken token = parser.currentToken();
            if (token == JsonToken.VALUE_TRUE) {
                return new TruncateParameter(Truncation.DEFAULT);
            }
            if (token == JsonToken.VALUE_FALSE) {
                return new TruncateParameter(Truncation.REFUSE);
            }
            if (token != JsonToken.VALUE_STRING) {
                throw refused(context, "another type");
            }
            String given = parser.getString();
            return new TruncateParameter(
                    switch (given.toUpperCase(Locale.ROOT)) {
                        case "NONE" -> Truncation.REFUSE;
                        case "START" -> Truncation.LEFT;
                        case "END" -> Truncation.RIGHT;
                        default -> throw refused(context, "'%s'".formatted(given));
                    });
        }

        private static RuntimeException refused(DeserializationContext context, String given) {
            return context.instantiationException(
                    TruncateParameter.class,
                    new IllegalArgumentException(
                            "truncate must be true, false, NONE, START or END, got: " + given));
        }
    }
}
