package io.semblance.web.openai;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How the OpenAI routes treat requests that would return the vector of another model, of a
 * truncated text or of another tokenizer's ids. By default they reject them.
 *
 * @param unknownModel how an unknown {@code model} is treated: {@code refuse} returns 404, {@code
 *     default} uses the default model
 * @param autoTruncate whether a text that is too long for the model is truncated if the request has
 *     no {@code truncate}
 * @param anyTokenIds whether token ids are accepted that do not begin and end with the model's
 *     special tokens
 */
@Validated
@ConfigurationProperties("semblance.openai")
public record OpenAiProperties(
        @DefaultValue("refuse") UnknownModel unknownModel,
        @DefaultValue("false") boolean autoTruncate,
        @DefaultValue("false") boolean anyTokenIds) {

    /** How an unknown model name is treated. */
    enum UnknownModel {
        /** Returns 404 {@code model_not_found}. */
        REFUSE,
        /** Uses the default model. */
        DEFAULT
    }
}
