package io.semblance.web.json;

import io.semblance.web.error.ApiError;
import io.semblance.web.error.ApiException;
import io.semblance.web.error.ErrorResponses;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.deser.std.StdDeserializer;

import java.util.ArrayList;
import java.util.List;

/**
 * Reads a list up to a maximum length: the first element beyond it fails the request, so that the
 * rest of a long list takes no memory.
 *
 * @param <T> type of the elements, which may be null
 */
public abstract class BoundedListReader<T> extends StdDeserializer<List<@Nullable T>> {

    private static final long serialVersionUID = 1L;

    private final transient Class<T> type;
    private final int limit;
    private final transient ApiError tooMany;

    /**
     * A reader of a list.
     *
     * @param type type of the elements
     * @param limit maximum number of elements
     * @param tooMany error for a list that has more
     */
    protected BoundedListReader(Class<T> type, int limit, ApiError tooMany) {
        super(List.class);
        this.type = type;
        this.limit = limit;
        this.tooMany = tooMany;
    }

    /** The value that stands for a null in the list; null by default. */
    protected @Nullable T ofNull() {
        return null;
    }

    @Override
    public List<@Nullable T> deserialize(JsonParser parser, DeserializationContext context) {
        if (!parser.isExpectedStartArrayToken()) {
            context.handleUnexpectedToken(context.constructType(List.class), parser);
        }
        List<@Nullable T> elements = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (elements.size() == limit) {
                throw refused(context, tooMany);
            }
            elements.add(element(parser, context, elements.size()));
        }
        return elements;
    }

    private @Nullable T element(JsonParser parser, DeserializationContext context, int index) {
        if (parser.hasToken(JsonToken.VALUE_NULL)) {
            return ofNull();
        }
        try {
            return context.readValue(parser, type);
        } catch (JacksonException e) {
            throw e.prependPath(this, index);
        }
    }

    /**
     * Returns an exception for Jackson, which adds the path of the field; {@link ErrorResponses}
     * extracts the error from it.
     */
    public static RuntimeException refused(DeserializationContext context, ApiError error) {
        return context.instantiationException(List.class, new ApiException(error));
    }
}
