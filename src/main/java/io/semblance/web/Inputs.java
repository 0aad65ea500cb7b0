package io.semblance.web;

import io.semblance.embedding.EmbedInput;
import io.semblance.embedding.EmbedInput.TokenIds;

import org.springframework.beans.factory.annotation.Autowired;

import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.annotation.JsonDeserialize;
import tools.jackson.databind.deser.std.StdDeserializer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What an embedding request brings: a text, or the token ids of one, or a list of either. A list
 * that begins with a number is one text's token ids.
 *
 * @param inputs in their order
 */
@JsonDeserialize(using = Inputs.Reader.class)
record Inputs(List<EmbedInput> inputs) {

    /** Reads any form. */
    static final class Reader extends StdDeserializer<Inputs> {

        private static final long serialVersionUID = 1L;

        private static final String EXPECTED =
                "it must be a string, a list of strings, a list of token ids or a list of such"
                        + " lists";

        private final InputLimits limits;

        @Autowired
        Reader(InputLimits limits) {
            super(Inputs.class);
            this.limits = limits;
        }

        @Override
        public Inputs deserialize(JsonParser parser, DeserializationContext context) {
            if (parser.hasToken(JsonToken.VALUE_STRING)) {
                return new Inputs(List.of(new EmbedInput.Text(parser.getString())));
            }
            if (!parser.isExpectedStartArrayToken()) {
                throw refused(context);
            }
            String field = parser.currentName();
            if (parser.nextToken() == JsonToken.VALUE_NUMBER_INT) {
                return new Inputs(List.of(ids(parser, context)));
            }
            List<EmbedInput> inputs = new ArrayList<>();
            while (!parser.hasToken(JsonToken.END_ARRAY)) {
                if (inputs.size() == limits.count()) {
                    throw BoundedListReader.refused(context, limits.tooMany(field, "inputs"));
                }
                inputs.add(input(parser, context));
                parser.nextToken();
            }
            return new Inputs(List.copyOf(inputs));
        }

        private EmbedInput input(JsonParser parser, DeserializationContext context) {
            if (parser.hasToken(JsonToken.VALUE_STRING)) {
                return new EmbedInput.Text(parser.getString());
            }
            if (!parser.isExpectedStartArrayToken()) {
                throw refused(context);
            }
            parser.nextToken();
            return ids(parser, context);
        }

        /** From the first element on; ends at the end of the array. */
        private TokenIds ids(JsonParser parser, DeserializationContext context) {
            int[] ids = new int[512];
            int length = 0;
            while (!parser.hasToken(JsonToken.END_ARRAY)) {
                if (!parser.hasToken(JsonToken.VALUE_NUMBER_INT)) {
                    throw refused(context);
                }
                if (length == limits.length()) {
                    throw BoundedListReader.refused(context, limits.tooManyIds());
                }
                if (length == ids.length) {
                    ids = Arrays.copyOf(ids, 2 * length);
                }
                ids[length++] = parser.getIntValue();
                parser.nextToken();
            }
            return TokenIds.of(Arrays.copyOf(ids, length));
        }

        private static RuntimeException refused(DeserializationContext context) {
            return context.instantiationException(
                    Inputs.class, new IllegalArgumentException(EXPECTED));
        }
    }
}
