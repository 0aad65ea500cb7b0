package io.semblance.web.json;

import io.semblance.value.Embedding;

import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.deser.std.StdDeserializer;

import java.util.Arrays;

/** Reads an array of numbers as a vector, without an object for each number. */
public final class VectorReader extends StdDeserializer<Embedding> {

    private static final long serialVersionUID = 1L;

    private static final int MAX_DIMENSION = 4_096;

    /** Creates a reader, for Jackson. */
    public VectorReader() {
        super(Embedding.class);
    }

    @Override
    public Embedding deserialize(JsonParser parser, DeserializationContext context) {
        if (!parser.isExpectedStartArrayToken()) {
            throw refused(context, "a vector must be an array of numbers");
        }
        float[] components = new float[384];
        int dimension = 0;
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (!parser.currentToken().isNumeric()) {
                throw refused(
                        context,
                        "component %d of the vector must be a number".formatted(dimension));
            }
            if (dimension == MAX_DIMENSION) {
                throw refused(
                        context, "a vector has at most %d components".formatted(MAX_DIMENSION));
            }
            if (dimension == components.length) {
                components = Arrays.copyOf(components, 2 * dimension);
            }
            components[dimension++] = parser.getFloatValue();
        }
        try {
            return Embedding.owning(Arrays.copyOf(components, dimension));
        } catch (IllegalArgumentException e) {
            throw context.instantiationException(Embedding.class, e);
        }
    }

    private static RuntimeException refused(DeserializationContext context, String problem) {
        return context.instantiationException(
                Embedding.class, new IllegalArgumentException(problem));
    }
}
