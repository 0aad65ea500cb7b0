package io.semblance.web;

import io.semblance.embedding.EmbedInput;
import io.semblance.embedding.EmbedInput.TokenIds;
import io.semblance.embedding.EmbedRequest.Prompt;
import io.semblance.embedding.EmbeddingEngine;
import io.semblance.embedding.ModelTokenizer;

import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;

/** Text to tokens and back in the dialect of text-embeddings-inference. */
@RestController
final class TeiTokenRoutes {

    private final EmbeddingEngine engine;
    private final EmbedRequests requests;
    private final LimitProperties limits;

    TeiTokenRoutes(EmbeddingEngine engine, EmbedRequests requests, LimitProperties limits) {
        this.engine = engine;
        this.requests = requests;
        this.limits = limits;
    }

    /** Shows the tokens of each text, however long it is. */
    @PostMapping("/tokenize")
    List<List<TeiToken>> tokenize(@RequestBody TeiTokenizeBody body) {
        Prompt prompt = TeiRoutes.prompt(body.kind(), "prompt_name", body.promptName());
        List<EmbedInput> inputs = requests.inputs("inputs", body.inputs());
        boolean specialTokens = body.addSpecialTokens() == null || body.addSpecialTokens();
        requireSome("inputs", inputs);
        ModelTokenizer tokenizer = tokenizer(body.model());
        List<List<TeiToken>> all = new ArrayList<>();
        long tokens = 0;
        for (EmbedInput input : inputs) {
            if (!(input instanceof EmbedInput.Text(String text))) {
                throw ApiException.invalid(
                        "inputs", "inputs must be a string or a list of strings");
            }
            int room = (int) (limits.tokens() - tokens);
            var found = tokenizer.tokenize(text, prompt, specialTokens, room);
            tokens += found.size();
            requireTokens("inputs", tokens);
            all.add(written(found));
        }
        return all;
    }

    /** Objects that live only while they are written: there may be hundreds of thousands. */
    private static List<TeiToken> written(List<ModelTokenizer.Token> tokens) {
        return new AbstractList<>() {
            @Override
            public int size() {
                return tokens.size();
            }

            @Override
            public TeiToken get(int index) {
                return TeiToken.of(tokens.get(index));
            }
        };
    }

    /** Shows the text of each list of ids. */
    @PostMapping("/decode")
    List<String> decode(@RequestBody TeiDecodeBody body) {
        if (body.ids() == null) {
            throw ApiException.missing("ids", "give a list of token ids, or a list of such lists");
        }
        List<EmbedInput> inputs = requests.inputs("ids", body.ids());
        requireSome("ids", inputs);
        boolean skipSpecialTokens = body.skipSpecialTokens() == null || body.skipSpecialTokens();
        ModelTokenizer tokenizer = tokenizer(body.model());
        List<String> texts = new ArrayList<>();
        long tokens = 0;
        for (EmbedInput input : inputs) {
            if (!(input instanceof TokenIds ids)) {
                throw ApiException.invalid(
                        "ids", "ids must be a list of token ids or a list of such lists");
            }
            tokens += ids.length();
            requireTokens("ids", tokens);
            texts.add(tokenizer.decode(ids, skipSpecialTokens));
        }
        return texts;
    }

    private ModelTokenizer tokenizer(@Nullable String model) {
        return engine.tokenizer(model == null ? engine.defaultModel() : model);
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
