package io.semblance.web;

import io.semblance.embedding.Caller;
import io.semblance.embedding.EmbedInput;
import io.semblance.embedding.EmbedRequest;
import io.semblance.embedding.EmbedRequest.Prompt;
import io.semblance.embedding.EmbedRequest.Truncation;
import io.semblance.embedding.EmbedResult;
import io.semblance.embedding.EmbeddingEngine;
import io.semblance.embedding.TokenEmbedResult;
import io.semblance.memory.MemoryAccount;
import io.semblance.vector.Embedding;
import io.semblance.vector.Similarity;

import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Text to vectors in the dialect of text-embeddings-inference. */
@RestController
final class TeiRoutes {

    /** Tokens of an input that are not its text's. */
    private static final int SPECIAL_TOKENS = 8;

    private final EmbeddingEngine engine;
    private final TeiHeaders headers;
    private final EmbedRequests requests;
    private final LimitProperties limits;

    TeiRoutes(
            EmbeddingEngine engine,
            EmbedRequests requests,
            LimitProperties limits,
            TeiHeaders headers) {
        this.headers = headers;
        this.engine = engine;
        this.requests = requests;
        this.limits = limits;
    }

    /** Embeds texts: {@code [[float, ...], ...]}, a vector an input. */
    @PostMapping("/embed")
    ResponseEntity<List<WrittenEmbedding>> embed(Caller caller, @RequestBody TeiEmbedBody body) {
        long startNanos = System.nanoTime();
        OutputType type = OutputType.of(body.outputDtype());
        boolean base64 = EmbedRequests.isBase64(body.encodingFormat());
        boolean normalize = body.normalize() == null || body.normalize();
        EmbedRequest request = request(body, normalize);
        EmbedResult result = engine.embed(request, caller);
        return headers.of(request.inputs(), result, startNanos)
                .body(
                        result.embeddings().stream()
                                .map(embedding -> new WrittenEmbedding(embedding, type, base64))
                                .toList());
    }

    /** Embeds the tokens of texts: {@code [[[float, ...], ...], ...]}, a vector a token. */
    @PostMapping("/embed_all")
    ResponseEntity<List<List<WrittenEmbedding>>> embedAll(
            Caller caller, @RequestBody TeiEmbedBody body) {
        long startNanos = System.nanoTime();
        OutputType type = OutputType.of(body.outputDtype());
        boolean base64 = EmbedRequests.isBase64(body.encodingFormat());
        EmbedRequest request = request(body, false);
        MemoryAccount.charge(tokenEmbeddingBytes(request));
        TokenEmbedResult result = engine.embedTokens(request, limits.tokenEmbeddings(), caller);
        return headers.of(request.inputs(), result, startNanos)
                .body(
                        result.embeddings().stream()
                                .map(tokens -> written(tokens, type, base64))
                                .toList());
    }

    /**
     * The most heap for a vector a token, once as the model yields them and once as they are sent.
     */
    private long tokenEmbeddingBytes(EmbedRequest request) {
        String model = request.model() == null ? engine.defaultModel() : request.model();
        long tokens = 0;
        for (EmbedInput input : request.inputs()) {
            tokens += SPECIAL_TOKENS;
            tokens +=
                    switch (input) {
                        case EmbedInput.Text(String text) -> text.length();
                        case EmbedInput.TokenIds ids -> ids.length();
                    };
        }
        int dimension = engine.describe(model).dimension();
        return 2L * Float.BYTES * dimension * Math.min(tokens, limits.tokenEmbeddings());
    }

    private static List<WrittenEmbedding> written(
            List<Embedding> tokens, OutputType type, boolean base64) {
        return tokens.stream()
                .map(embedding -> new WrittenEmbedding(embedding, type, base64))
                .toList();
    }

    /**
     * Refuses: no model here yields sparse vectors; the answer is the original's for such a model.
     */
    @PostMapping("/embed_sparse")
    ResponseEntity<Object> embedSparse() {
        return Dialect.TEI.response(
                ApiError.of(
                        ErrorCode.WRONG_MODEL_TYPE,
                        "Backend error: Model is not an embedding model with SPLADE pooling"));
    }

    /** Compares sentences: {@code [float, ...]}, the cosine of each sentence with the first. */
    @PostMapping("/similarity")
    ResponseEntity<float[]> similarity(Caller caller, @RequestBody TeiSimilarityBody body) {
        long startNanos = System.nanoTime();
        var parameters =
                body.parameters() == null ? TeiSimilarityBody.Parameters.NONE : body.parameters();
        List<EmbedInput> inputs = EmbedInput.texts(sentences(body.inputs()));
        requests.requireWithinLimits("inputs", inputs);
        EmbedRequest request =
                requests.of(
                        body.model(),
                        inputs,
                        prompt(body.kind(), "parameters.prompt_name", parameters.promptName()),
                        truncation(parameters.truncate(), parameters.truncationDirection()),
                        false,
                        null);
        EmbedResult result = engine.embed(request, caller);
        Embedding source = result.embeddings().getFirst();
        float[] scores = new float[inputs.size() - 1];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = (float) Similarity.COSINE.score(source, result.embeddings().get(i + 1));
        }
        return headers.of(request.inputs(), result, startNanos).body(scores);
    }

    /** The source first. */
    private static List<String> sentences(TeiSimilarityBody.@Nullable Sentences inputs) {
        if (inputs == null || inputs.source() == null || inputs.sentences() == null) {
            throw ApiException.missing(
                    "inputs", "give an object with source_sentence and a list of sentences");
        }
        if (inputs.sentences().isEmpty()) {
            throw new ApiException(
                    ApiError.badRequest(
                            ErrorCode.EMPTY_TEXT,
                            "inputs.sentences is empty; there is nothing to compare with",
                            "inputs.sentences"));
        }
        List<String> sentences = new ArrayList<>();
        Stream.concat(Stream.of(inputs.source()), inputs.sentences().stream())
                .forEach(sentence -> {
                    if (sentence == null) {
                        throw ApiException.invalid(
                                "inputs.sentences", "a sentence must be a string, got: null");
                    }
                    sentences.add(sentence);
                });
        return sentences;
    }

    private EmbedRequest request(TeiEmbedBody body, boolean normalize) {
        return requests.of(
                body.model(),
                requests.inputs("inputs", body.inputs()),
                prompt(body.kind(), "prompt_name", body.promptName()),
                truncation(body.truncate(), body.truncationDirection()),
                normalize,
                body.dimensions());
    }

    /** {@code kind}, which is ours, is stronger. */
    static Prompt prompt(@Nullable String kind, String field, @Nullable String promptName) {
        return kind != null
                ? EmbedRequests.prompt("kind", kind)
                : EmbedRequests.prompt(field, promptName);
    }

    static Truncation truncation(@Nullable Boolean truncate, @Nullable String direction) {
        Truncation truncation =
                switch (direction) {
                    case null -> Truncation.RIGHT;
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
