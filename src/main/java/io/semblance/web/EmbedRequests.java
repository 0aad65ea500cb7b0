package io.semblance.web;

import io.semblance.embedding.EmbedInput;
import io.semblance.embedding.EmbedInput.TokenIds;
import io.semblance.embedding.EmbedRequest;
import io.semblance.embedding.EmbedRequest.Admission;
import io.semblance.embedding.EmbedRequest.Priority;
import io.semblance.embedding.EmbedRequest.Prompt;
import io.semblance.embedding.EmbedRequest.Truncation;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

import java.util.List;

/** Turns the fields of any dialect into a request for the engine, within the limits. */
@Component
final class EmbedRequests {

    private final LimitProperties limits;

    EmbedRequests(LimitProperties limits) {
        this.limits = limits;
    }

    /** One text is what somebody waits for; a list is work for throughput, unless it is queries. */
    EmbedRequest of(
            @Nullable String model,
            List<EmbedInput> inputs,
            Prompt prompt,
            Truncation truncation,
            @Nullable Boolean normalize,
            @Nullable Integer dimensions) {
        Priority priority =
                inputs.size() == 1 || prompt == Prompt.QUERY ? Priority.QUERY : Priority.BULK;
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

    /** What a field brings, which must be there and within the limits. */
    List<EmbedInput> inputs(String field, @Nullable Inputs inputs) {
        if (inputs == null) {
            throw ApiException.missing(
                    field, "give a string, a list of strings, or token ids of the model");
        }
        requireWithinLimits(field, inputs.inputs());
        return inputs.inputs();
    }

    /**
     * Throws if there are too many inputs, or one is too long.
     *
     * @param field that they came in
     */
    void requireWithinLimits(String field, List<EmbedInput> inputs) {
        if (inputs.size() > limits.inputs()) {
            throw new ApiException(
                    ApiError.badRequest(
                            ErrorCode.TOO_MANY_INPUTS,
                            "%d inputs in one request, the limit is %d; send them in parts or raise semblance.limits.inputs"
                                    .formatted(inputs.size(), limits.inputs()),
                            field));
        }
        for (int i = 0; i < inputs.size(); i++) {
            switch (inputs.get(i)) {
                case EmbedInput.Text(String text) ->
                        requireLength(field, i, text.length(), "characters");
                case TokenIds ids -> requireLength(field, i, ids.length(), "token ids");
            }
        }
    }

    private void requireLength(String field, int index, int length, String what) {
        if (length > limits.characters()) {
            throw new ApiException(
                    ApiError.badRequest(
                            ErrorCode.TEXT_TOO_LONG,
                            "text %d has %d %s, the limit is %d; shorten it or raise semblance.limits.characters"
                                    .formatted(index, length, what, limits.characters()),
                            field));
        }
    }

    /**
     * The prompt of this name.
     *
     * @param field that it came in
     */
    static Prompt prompt(String field, @Nullable String name) {
        return switch (name) {
            case null -> Prompt.NONE;
            case "query" -> Prompt.QUERY;
            case "document" -> Prompt.DOCUMENT;
            default ->
                    throw ApiException.invalid(
                            field, "%s must be query or document, got: %s".formatted(field, name));
        };
    }

    /** Whether {@code encoding_format} asks for base64. */
    static boolean isBase64(@Nullable String format) {
        return switch (format) {
            case null -> false;
            case "float" -> false;
            case "base64" -> true;
            default ->
                    throw ApiException.invalid(
                            "encoding_format",
                            "encoding_format must be float or base64, got: " + format);
        };
    }
}
