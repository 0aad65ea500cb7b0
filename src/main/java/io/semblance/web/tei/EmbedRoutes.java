package io.semblance.web.tei;

import io.semblance.embedding.EmbedInput;
import io.semblance.embedding.EmbedRequest;
import io.semblance.embedding.EmbedResult;
import io.semblance.embedding.EmbeddingEngine;
import io.semblance.embedding.TokenEmbedResult;
import io.semblance.memory.MemoryAccount;
import io.semblance.value.Caller;
import io.semblance.value.Embedding;
import io.semblance.web.embed.ComputeHeaders;
import io.semblance.web.embed.EmbedRequestFactory;
import io.semblance.web.embed.EmbeddingJson;
import io.semblance.web.embed.OutputType;
import io.semblance.web.embed.RequestedModels;
import io.semblance.web.error.ApiError;
import io.semblance.web.error.Dialect;
import io.semblance.web.error.ErrorCode;
import io.semblance.web.limit.LimitProperties;

import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

import java.util.List;

/** Embeds texts, as text-embeddings-inference does. */
@RestController
final class EmbedRoutes {

    /** Upper bound for the special tokens of an input. */
    private static final int SPECIAL_TOKENS = 8;

    private final EmbeddingEngine engine;
    private final ComputeHeaders headers;
    private final EmbedRequestFactory requests;
    private final RequestedModels models;
    private final LimitProperties limits;

    EmbedRoutes(
            EmbeddingEngine engine,
            EmbedRequestFactory requests,
            RequestedModels models,
            LimitProperties limits,
            ComputeHeaders headers) {
        this.headers = headers;
        this.engine = engine;
        this.models = models;
        this.requests = requests;
        this.limits = limits;
    }

    /** Embeds texts: {@code [[float, ...], ...]}, one vector per input. */
    @PostMapping({"/embed", "/", "/invocations"})
    ResponseEntity<List<EmbeddingJson>> embed(Caller caller, @RequestBody EmbedBody body) {
        long startNanos = System.nanoTime();
        OutputType type = OutputType.of(body.outputDtype());
        boolean base64 = EmbedRequestFactory.isBase64("output_encoding", body.outputEncoding());
        boolean normalize = body.normalize() == null || body.normalize();
        EmbedRequest request = request(body, normalize);
        EmbedResult result = engine.embed(request, caller);
        return headers.of(request.inputs(), result, startNanos)
                .body(written(result.embeddings(), type, base64));
    }

    /** Embeds the tokens of texts: {@code [[[float, ...], ...], ...]}, one vector per token. */
    @PostMapping("/embed_all")
    ResponseEntity<List<List<EmbeddingJson>>> embedAll(Caller caller, @RequestBody EmbedBody body) {
        long startNanos = System.nanoTime();
        OutputType type = OutputType.of(body.outputDtype());
        boolean base64 = EmbedRequestFactory.isBase64("output_encoding", body.outputEncoding());
        EmbedRequest request = request(body, false);
        MemoryAccount.charge(tokenEmbeddingBytes(request));
        TokenEmbedResult result = engine.embedTokens(request, limits.tokenEmbeddings(), caller);
        return headers.of(request.inputs(), result, startNanos)
                .body(
                        result.embeddings().stream()
                                .map(tokens -> written(tokens, type, base64))
                                .toList());
    }

    /** Maximum heap for one vector per token: the model's output and the copy that is sent. */
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

    private static List<EmbeddingJson> written(
            List<Embedding> embeddings, OutputType type, boolean base64) {
        return embeddings.stream()
                .map(embedding -> new EmbeddingJson(embedding, type, base64))
                .toList();
    }

    /** Rejects the request as text-embeddings-inference does for a model without SPLADE pooling. */
    @PostMapping("/embed_sparse")
    ResponseEntity<Object> embedSparse() {
        return Dialect.TEI.response(
                ApiError.of(
                        ErrorCode.WRONG_MODEL_TYPE,
                        "Backend error: Model is not an embedding model with SPLADE pooling"));
    }

    /**
     * Rejects the request as text-embeddings-inference does for a model that is not a classifier.
     */
    @PostMapping("/predict")
    ResponseEntity<Object> predict() {
        return Dialect.TEI.response(
                ApiError.of(
                        ErrorCode.WRONG_MODEL_TYPE,
                        "Backend error: Model is not a classifier model"));
    }

    private EmbedRequest request(EmbedBody body, boolean normalize) {
        return requests.of(
                models.idOrDefault(body.model()),
                requests.inputs("inputs", body.inputs()),
                RequestFields.prompt(body.kind(), "prompt_name", body.promptName()),
                RequestFields.truncation(body.truncate(), body.truncationDirection()),
                normalize,
                body.dimensions());
    }
}
