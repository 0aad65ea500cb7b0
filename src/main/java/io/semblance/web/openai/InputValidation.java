package io.semblance.web.openai;

import io.semblance.embedding.EmbedInput;
import io.semblance.embedding.EmbedInput.TokenIds;
import io.semblance.embedding.EmbedRequest.Truncation;
import io.semblance.embedding.EmbeddingEngine;
import io.semblance.embedding.ModelTokenizer.SpecialTokens;
import io.semblance.embedding.ModelTokenizer.Token;
import io.semblance.embedding.TextRefusedException;
import io.semblance.web.embed.EmbedRequestFactory;
import io.semblance.web.embed.InputList;
import io.semblance.web.error.ApiError;
import io.semblance.web.error.ApiException;
import io.semblance.web.error.ErrorCode;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.stereotype.Component;

import java.util.List;
import java.util.stream.Collectors;

/** Validates the inputs of OpenAI's routes: those that would silently get a wrong vector fail. */
@Component
@EnableConfigurationProperties(OpenAiProperties.class)
final class InputValidation {

    /** The original's words, by which clients recognise the error. */
    private static final String CONTEXT_LENGTH =
            "This model's maximum context length is %d tokens, however you requested ";

    private final EmbeddingEngine engine;
    private final EmbedRequestFactory requests;
    private final OpenAiProperties properties;

    InputValidation(
            EmbeddingEngine engine, EmbedRequestFactory requests, OpenAiProperties properties) {
        this.engine = engine;
        this.requests = requests;
        this.properties = properties;
    }

    /**
     * Returns the inputs of a request.
     *
     * @param model id of the model that embeds them
     * @throws ApiException if there are none, too many or too long ones, or token ids that may be
     *     of another tokenizer
     */
    List<EmbedInput> of(String model, @Nullable InputList input) {
        List<EmbedInput> inputs;
        try {
            inputs = requests.inputs("input", input);
        } catch (ApiException e) {
            if (e.error().code() == ErrorCode.TEXT_TOO_LONG) {
                String begin = CONTEXT_LENGTH.formatted(engine.describe(model).maxTokens());
                throw refused(ErrorCode.TEXT_TOO_LONG, begin + "more: " + e.error().detail());
            }
            throw e;
        }
        if (!properties.anyTokenIds()) {
            requireOwnTokens(model, inputs);
        }
        return inputs;
    }

    /** Returns how to treat a text that is too long: as the request says, else as configured. */
    Truncation truncation(@Nullable TruncateParameter asked) {
        if (asked != null) {
            return asked.truncation();
        }
        return properties.autoTruncate() ? Truncation.DEFAULT : Truncation.REFUSE;
    }

    /** Returns the error in the original's words, with the remedy; null if no text is too long. */
    static @Nullable ApiException contextLength(TextRefusedException refusal) {
        TextRefusedException.Length length = refusal.length();
        if (length == null) {
            return null;
        }
        return refused(
                ErrorCode.TEXT_TOO_LONG,
                CONTEXT_LENGTH.formatted(length.maxTokens())
                        + "%d tokens%s (%d in your prompt; 0 for the completion). Please reduce your prompt; or completion length. Text %d is too long for model '%s': shorten it, send \"truncate\": true, or set semblance.openai.auto-truncate=true"
                                .formatted(
                                        length.tokens(),
                                        length.whole() ? "" : " or more",
                                        length.tokens(),
                                        refusal.index(),
                                        length.model()));
    }

    /** Most ids of another tokenizer are valid ids of this one too, but of other words. */
    private void requireOwnTokens(String model, List<EmbedInput> inputs) {
        @Nullable SpecialTokens special = null;
        for (int i = 0; i < inputs.size(); i++) {
            if (!(inputs.get(i) instanceof TokenIds ids) || ids.length() == 0) {
                continue;
            }
            if (special == null) {
                special = engine.tokenizer(model).specialTokens();
            }
            if (special.isEmpty() || !special.surround(ids)) {
                throw refused(
                        ErrorCode.INVALID_TOKEN,
                        "text %d is a list of token ids %s; ids of another tokenizer, such as tiktoken, would get a wrong vector. Send the text itself (OpenAIEmbeddings of LangChain: check_embedding_ctx_length=False), or set semblance.openai.any-token-ids=true to accept all token ids"
                                .formatted(i, difference(model, special)));
            }
        }
    }

    private static String difference(String model, SpecialTokens special) {
        if (special.isEmpty()) {
            return "which cannot be distinguished from those of another tokenizer, as model '%s' has no special tokens"
                    .formatted(model);
        }
        String begin = special.leading().isEmpty() ? "" : "begin with " + names(special.leading());
        String end = special.trailing().isEmpty() ? "" : "end with " + names(special.trailing());
        return "that does not %s%s%s, as those of model '%s' do"
                .formatted(begin, begin.isEmpty() || end.isEmpty() ? "" : " and ", end, model);
    }

    private static String names(List<Token> tokens) {
        return tokens.stream()
                .map(token -> "%s (%d)".formatted(token.text(), token.id()))
                .collect(Collectors.joining(" "));
    }

    private static ApiException refused(ErrorCode code, String detail) {
        return new ApiException(ApiError.badRequest(code, detail, "input"));
    }
}
