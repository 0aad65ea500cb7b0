package io.semblance.web;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.deser.std.StdDeserializer;

import java.util.ArrayList;
import java.util.List;

/**
 * Reads a list as far as its limit and no further: the next element ends the request, so that the
 * rest of a body of millions takes no memory.
 *
 * @param <T> of the elements, which may be null
 */
abstract class BoundedListReader<T> extends StdDeserializer<List<@Nullable T>> {

    private static final long serialVersionUID = 1L;

    private final transient Class<T> type;

    BoundedListReader(Class<T> type) {
        super(List.class);
        this.type = type;
    }

    /** The most elements. */
    abstract int limit();

    /** The error for a list that has more. */
    abstract ApiError tooMany();

    @Override
    public List<@Nullable T> deserialize(JsonParser parser, DeserializationContext context) {
        if (!parser.isExpectedStartArrayToken()) {
            context.handleUnexpectedToken(context.constructType(List.class), parser);
        }
        List<@Nullable T> elements = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (elements.size() == limit()) {
                throw refused(context, tooMany());
            }
            elements.add(element(parser, context, elements.size()));
        }
        return elements;
    }

    private @Nullable T element(JsonParser parser, DeserializationContext context, int index) {
        if (parser.hasToken(JsonToken.VALUE_NULL)) {
            return null;
        }
        try {
            return context.readValue(parser, type);
        } catch (JacksonException e) {
            throw e.prependPath(this, index);
        }
    }

    /** For Jackson, which adds the place, and {@link ErrorResponses}, which finds the error. */
    static RuntimeException refused(DeserializationContext context, ApiError error) {
        return context.instantiationException(List.class, new ApiException(error));
    }
}
