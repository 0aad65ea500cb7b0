package io.semblance.web.tei;

import io.semblance.embedding.EmbedRequest.Prompt;
import io.semblance.embedding.EmbedRequest.Truncation;
import io.semblance.web.embed.EmbedRequestFactory;
import io.semblance.web.error.ApiException;

import org.jspecify.annotations.Nullable;

/** Fields that several bodies of text-embeddings-inference have, as the engine's values. */
final class RequestFields {

    private RequestFields() {}

    /**
     * Returns the prompt that a request selects: by its name, which the model may reject, or by
     * {@code kind}, which the original does not have.
     *
     * @param field field with the name
     */
    static Prompt prompt(@Nullable String kind, String field, @Nullable String promptName) {
        if (kind == null) {
            return new Prompt(promptName);
        }
        if (promptName != null) {
            throw ApiException.invalid(
                    field, "%s and kind both select a prompt; give only one".formatted(field));
        }
        return EmbedRequestFactory.kind(kind);
    }

    static Truncation truncation(@Nullable Boolean truncate, @Nullable String direction) {
        Truncation truncation =
                switch (direction) {
                    case null -> Truncation.DEFAULT;
                    case "Right", "right" -> Truncation.RIGHT;
                    case "Left", "left" -> Truncation.LEFT;
                    default ->
                            throw ApiException.invalid(
                                    "truncation_direction",
                                    "truncation_direction must be Right or Left, got: "
                                            + direction);
                };
        return truncate == null || truncate ? truncation : Truncation.REFUSE;
    }
}
