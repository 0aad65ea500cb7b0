package io.semblance.web.embed;

import io.semblance.embedding.EmbedInput;
import io.semblance.embedding.EmbedInput.TokenIds;
import io.semblance.web.json.BoundedListReader;
import io.semblance.web.json.IntegerReader;
import io.semblance.web.limit.InputLimits;

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
 * The inputs of an embedding request: a text, the token ids of a text, or a list of either. A list
 * that begins with a number contains the token ids of one text.
 *
 * @param inputs inputs in the order of the request
 */
@JsonDeserialize(using = InputList.Reader.class)
public record InputList(List<EmbedInput> inputs) {

    /** Reads any form. */
    static final class Reader extends StdDeserializer<InputList> {

        private static final long serialVersionUID = 1L;

        private static final String EXPECTED =
                "it must be a string, a list of strings, a list of token ids or a list of such"
                        + " lists";

        private final InputLimits limits;

        @Autowired
        Reader(InputLimits limits) {
            super(InputList.class);
            this.limits = limits;
        }

        @Override
        public InputList deserialize(JsonParser parser, DeserializationContext context) {
            if (parser.hasToken(JsonToken.VALUE_STRING)) {
                return new InputList(List.of(new EmbedInput.Text(parser.getString())));
            }
            if (!parser.isExpectedStartArrayToken()) {
                throw refused(context);
            }
            String field = parser.currentName();
            if (parser.nextToken().isNumeric()) {
                return new InputList(List.of(ids(parser, context)));
            }
            List<EmbedInput> inputs = new ArrayList<>();
            while (!parser.hasToken(JsonToken.END_ARRAY)) {
                if (inputs.size() == limits.count()) {
                    throw BoundedListReader.refused(context, limits.tooMany(field, "inputs"));
                }
                inputs.add(input(parser, context));
                parser.nextToken();
            }
            return new InputList(List.copyOf(inputs));
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

        /** Reads from the first element to the end of the array. */
        private TokenIds ids(JsonParser parser, DeserializationContext context) {
            int[] ids = new int[512];
            int length = 0;
            while (!parser.hasToken(JsonToken.END_ARRAY)) {
                if (!IntegerReader.isInteger(parser)) {
                    throw refused(context);
                }
                if (length == limits.length()) {
                    throw BoundedListReader.refused(context, limits.tooManyIds());
                }
                if (length == ids.length) {
                    ids = Arrays.copyOf(ids, 2 * length);
                }
                ids[length++] = IntegerReader.read(parser);
                parser.nextToken();
            }
            return TokenIds.of(Arrays.copyOf(ids, length));
        }

        private static RuntimeException refused(DeserializationContext context) {
            return context.instantiationException(
                    InputList.class, new IllegalArgumentException(EXPECTED));
        }
    }
}
