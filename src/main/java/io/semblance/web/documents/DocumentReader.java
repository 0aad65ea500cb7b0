package io.semblance.web.documents;

import io.semblance.value.Embedding;
import io.semblance.web.documents.DocumentsBody.Entry;
import io.semblance.web.documents.DocumentsBody.Item;
import io.semblance.web.documents.DocumentsBody.Unreadable;
import io.semblance.web.error.ApiError;
import io.semblance.web.error.ErrorCode;
import io.semblance.web.error.JsonErrors;
import io.semblance.web.json.JsonValueReader;
import io.semblance.web.json.VectorReader;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.deser.std.StdDeserializer;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Reads a document of a list so that an invalid field fails this document only: the first error is
 * kept, and the rest of the document is skipped. Malformed JSON still fails the request.
 */
final class DocumentReader extends StdDeserializer<Entry> {

    private static final long serialVersionUID = 1L;

    private static final List<Object> FIELDS = List.of("id", "title", "text", "metadata", "vector");

    DocumentReader() {
        super(Entry.class);
    }

    @Override
    public Entry deserialize(JsonParser parser, DeserializationContext context) {
        if (!parser.isExpectedStartObjectToken()) {
            parser.skipChildren();
            return new Unreadable(
                    null,
                    ApiError.badRequest(
                            ErrorCode.INVALID_VALUE, "a document must be an object", null));
        }
        return new Reading(parser, context).document();
    }

    /** Reads one document. */
    private static final class Reading {

        private final JsonParser parser;
        private final DeserializationContext context;
        private final int depth;
        private @Nullable String id;
        private @Nullable String title;
        private @Nullable String text;
        private @Nullable Map<String, @Nullable Object> metadata;
        private @Nullable Embedding vector;
        private @Nullable ApiError error;

        Reading(JsonParser parser, DeserializationContext context) {
            this.parser = parser;
            this.context = context;
            this.depth = parser.streamReadContext().getNestingDepth();
        }

        Entry document() {
            for (String name = parser.nextName(); name != null; name = parser.nextName()) {
                parser.nextToken();
                try {
                    field(name);
                } catch (DatabindException | InputCoercionException e) {
                    keep(e, name);
                    while (parser.streamReadContext().getNestingDepth() > depth) {
                        parser.nextToken();
                    }
                }
            }
            return error == null
                    ? new Item(id, title, text, metadata, vector)
                    : new Unreadable(id, error);
        }

        private void field(String name) {
            switch (name) {
                case "id" -> id = present(this::string);
                case "title" -> title = present(this::string);
                case "text" -> text = present(this::string);
                case "metadata" ->
                        metadata =
                                present(() ->
                                        new JsonValueReader.ObjectReader()
                                                .deserialize(parser, context));
                case "vector" ->
                        vector = present(() -> new VectorReader().deserialize(parser, context));
                default ->
                        throw UnrecognizedPropertyException.from(parser, Item.class, name, FIELDS);
            }
        }

        private String string() {
            return context.readValue(parser, String.class);
        }

        private <T> @Nullable T present(Supplier<T> value) {
            return parser.hasToken(JsonToken.VALUE_NULL) ? null : value.get();
        }

        private void keep(JacksonException failure, String name) {
            if (failure.getPath().isEmpty()) {
                failure.prependPath(Item.class, name);
            }
            if (error == null) {
                error = JsonErrors.of(failure);
            }
        }
    }
}
