package io.semblance.web.tei;

import io.semblance.embedding.EmbedInput;
import io.semblance.embedding.EmbedInput.TokenIds;
import io.semblance.embedding.EmbedRequest.Prompt;
import io.semblance.embedding.EmbeddingEngine;
import io.semblance.embedding.ModelTokenizer;
import io.semblance.web.embed.EmbedRequestFactory;
import io.semblance.web.embed.RequestedModels;
import io.semblance.web.error.ApiError;
import io.semblance.web.error.ApiException;
import io.semblance.web.error.ErrorCode;
import io.semblance.web.limit.LimitProperties;

import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;

/** Tokenizes texts and decodes token ids, as text-embeddings-inference does. */
@RestController
final class TokenRoutes {

    private final EmbeddingEngine engine;
    private final EmbedRequestFactory requests;
    private final RequestedModels models;
    private final LimitProperties limits;

    TokenRoutes(
            EmbeddingEngine engine,
            EmbedRequestFactory requests,
            RequestedModels models,
            LimitProperties limits) {
        this.engine = engine;
        this.models = models;
        this.requests = requests;
        this.limits = limits;
    }

    /** Tokenizes texts, without truncation. */
    @PostMapping("/tokenize")
    List<List<TokenView>> tokenize(@RequestBody TokenizeBody body) {
        Prompt prompt = RequestFields.prompt(body.kind(), "prompt_name", body.promptName());
        List<EmbedInput> inputs = requests.inputs("inputs", body.inputs());
        boolean specialTokens = body.addSpecialTokens() == null || body.addSpecialTokens();
        requireSome("inputs", inputs);
        ModelTokenizer tokenizer = tokenizer(body.model());
        List<List<TokenView>> all = new ArrayList<>();
        long tokens = 0;
        for (int i = 0; i < inputs.size(); i++) {
            if (!(inputs.get(i) instanceof EmbedInput.Text(String text))) {
                throw ApiException.invalid(
                        "inputs", "inputs must be a string or a list of strings");
            }
            int room = (int) (limits.tokens() - tokens);
            var found = tokenizer.tokenize(i, text, prompt, specialTokens, room);
            tokens += found.size();
            requireTokens("inputs", tokens);
            all.add(written(found));
        }
        return all;
    }

    /** Creates each view when it is written, because there may be hundreds of thousands. */
    private static List<TokenView> written(List<ModelTokenizer.Token> tokens) {
        return new AbstractList<>() {
            @Override
            public int size() {
                return tokens.size();
            }

            @Override
            public TokenView get(int index) {
                return TokenView.of(tokens.get(index));
            }
        };
    }

    /** Decodes token ids: one text per list. */
    @PostMapping("/decode")
    List<String> decode(@RequestBody DecodeBody body) {
        if (body.ids() == null) {
            throw ApiException.missing("ids", "give a list of token ids, or a list of such lists");
        }
        List<EmbedInput> inputs = requests.inputs("ids", body.ids());
        requireSome("ids", inputs);
        boolean skipSpecialTokens = body.skipSpecialTokens() == null || body.skipSpecialTokens();
        ModelTokenizer tokenizer = tokenizer(body.model());
        List<String> texts = new ArrayList<>();
        long tokens = 0;
        for (int i = 0; i < inputs.size(); i++) {
            if (!(inputs.get(i) instanceof TokenIds ids)) {
                throw ApiException.invalid(
                        "ids", "ids must be a list of token ids or a list of such lists");
            }
            tokens += ids.length();
            requireTokens("ids", tokens);
            texts.add(tokenizer.decode(i, ids, skipSpecialTokens));
        }
        return texts;
    }

    private ModelTokenizer tokenizer(@Nullable String model) {
        return engine.tokenizer(models.idOrDefault(model));
    }

    private static void requireSome(String field, List<EmbedInput> inputs) {
        if (inputs.isEmpty()) {
            throw new ApiException(
                    ApiError.badRequest(ErrorCode.EMPTY_TEXT, field + " is an empty list", field));
        }
    }

    private void requireTokens(String field, long tokens) {
        if (tokens > limits.tokens()) {
            throw new ApiException(
                    ApiError.badRequest(
                            ErrorCode.TOO_MANY_TOKENS,
                            "more than %d tokens in one request; send them in parts or raise semblance.limits.tokens"
                                    .formatted(limits.tokens()),
                            field));
        }
    }
}
