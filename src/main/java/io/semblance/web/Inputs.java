package io.semblance.web;

import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.annotation.JsonDeserialize;
import tools.jackson.databind.deser.std.StdDeserializer;

import java.util.ArrayList;
import java.util.List;

/**
 * The texts of an embedding request: one string, or a list of strings.
 *
 * @param texts in their order
 */
@JsonDeserialize(using = Inputs.Reader.class)
record Inputs(List<String> texts) {

    /** Reads either form. */
    static final class Reader extends StdDeserializer<Inputs> {

        private static final long serialVersionUID = 1L;

        Reader() {
            super(Inputs.class);
        }

        @Override
        public Inputs deserialize(JsonParser parser, DeserializationContext context) {
            if (parser.hasToken(JsonToken.VALUE_STRING)) {
                return new Inputs(List.of(parser.getString()));
            }
            if (!parser.isExpectedStartArrayToken()) {
                throw refused(context, "it must be a string or a list of strings");
            }
            List<String> texts = new ArrayList<>();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                if (!parser.hasToken(JsonToken.VALUE_STRING)) {
                    throw refused(context, problem(parser.currentToken()));
                }
                texts.add(parser.getString());
            }
            return new Inputs(List.copyOf(texts));
        }

        private static String problem(JsonToken element) {
            return switch (element) {
                case VALUE_NUMBER_INT, START_ARRAY ->
                        "token ids are not read yet: send a string or a list of strings";
                default -> "it must be a string or a list of strings";
            };
        }

        private static RuntimeException refused(DeserializationContext context, String problem) {
            return context.instantiationException(
                    Inputs.class, new IllegalArgumentException(problem));
        }
    }
}
