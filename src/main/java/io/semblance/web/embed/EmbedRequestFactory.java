package io.semblance.web.embed;

import io.semblance.embedding.EmbedInput;
import io.semblance.embedding.EmbedInput.TokenIds;
import io.semblance.embedding.EmbedRequest;
import io.semblance.embedding.EmbedRequest.Admission;
import io.semblance.embedding.EmbedRequest.Priority;
import io.semblance.embedding.EmbedRequest.Prompt;
import io.semblance.embedding.EmbedRequest.Truncation;
import io.semblance.web.error.ApiException;
import io.semblance.web.limit.InputLimits;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

import java.util.List;

/** Creates requests to the engine from the fields of any dialect, within the limits. */
@Component
public final class EmbedRequestFactory {

    private final InputLimits limits;

    EmbedRequestFactory(InputLimits limits) {
        this.limits = limits;
    }

    /**
     * Creates a request: with query priority for a single text and for queries, else as bulk work.
     */
    public EmbedRequest of(
            @Nullable String model,
            List<EmbedInput> inputs,
            Prompt prompt,
            Truncation truncation,
            @Nullable Boolean normalize,
            @Nullable Integer dimensions) {
        Priority priority =
                inputs.size() == 1 || prompt.equals(Prompt.QUERY) ? Priority.QUERY : Priority.BULK;
        return new EmbedRequest(
                model,
                inputs,
                prompt,
                priority,
                Admission.FAIL_FAST,
                truncation,
                normalize,
                dimensions);
    }

    /** Returns the inputs in a field, which must be present and within the limits. */
    public List<EmbedInput> inputs(String field, @Nullable InputList inputs) {
        if (inputs == null) {
            throw ApiException.missing(
                    field, "give a string, a list of strings, or token ids of the model");
        }
        requireWithinLimits(field, inputs.inputs());
        return inputs.inputs();
    }

    /**
     * Requires inputs that are neither too many nor too long.
     *
     * @param field field with the inputs
     */
    public void requireWithinLimits(String field, List<EmbedInput> inputs) {
        limits.requireCount(field, "inputs", inputs.size());
        for (int i = 0; i < inputs.size(); i++) {
            switch (inputs.get(i)) {
                case EmbedInput.Text(String text) ->
                        limits.requireLength(field, "text " + i, text.length(), "characters");
                case TokenIds ids ->
                        limits.requireLength(field, "text " + i, ids.length(), "token ids");
            }
        }
    }

    /** Returns the prompt that {@code kind} selects. */
    public static Prompt kind(String name) {
        return switch (name) {
            case "query" -> Prompt.QUERY;
            case "document" -> Prompt.DOCUMENT;
            default ->
                    throw ApiException.invalid(
                            "kind", "kind must be query or document, got: " + name);
        };
    }

    /**
     * Returns the prompt that {@code input_type} selects, by the names of other services too; the
     * default prompt for null.
     */
    public static Prompt inputType(@Nullable String name) {
        return switch (name) {
            case null -> Prompt.DEFAULT;
            case "query", "search_query" -> Prompt.QUERY;
            case "document", "passage", "search_document" -> Prompt.DOCUMENT;
            default ->
                    throw ApiException.invalid(
                            "input_type",
                            "input_type must be query, document, passage, search_query or"
                                    + " search_document, got: "
                                    + name);
        };
    }

    /**
     * Returns whether the value of a field selects base64; false for null.
     *
     * @param field name of the field
     */
    public static boolean isBase64(String field, @Nullable String format) {
        return switch (format) {
            case null -> false;
            case "float" -> false;
            case "base64" -> true;
            default ->
                    throw ApiException.invalid(
                            field, "%s must be float or base64, got: %s".formatted(field, format));
        };
    }
}
