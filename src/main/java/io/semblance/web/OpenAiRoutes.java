package io.semblance.web;

import io.semblance.embedding.Caller;
import io.semblance.embedding.EmbedRequest;
import io.semblance.embedding.EmbedRequest.Truncation;
import io.semblance.embedding.EmbedResult;
import io.semblance.embedding.EmbeddingEngine;
import io.semblance.vector.Embedding;

import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;

/** Text to vectors in OpenAI's dialect. */
@RestController
final class OpenAiRoutes {

    private final EmbeddingEngine engine;
    private final TeiHeaders headers;
    private final EmbedRequests requests;

    OpenAiRoutes(EmbeddingEngine engine, EmbedRequests requests, TeiHeaders headers) {
        this.headers = headers;
        this.engine = engine;
        this.requests = requests;
    }

    /**
     * Embeds texts as OpenAI does: a list of embeddings; a text too long for the model is refused,
     * as OpenAI does.
     */
    @PostMapping({"/v1/embeddings", "/embeddings"})
    ResponseEntity<OpenAiEmbeddings> embeddings(
            Caller caller, @RequestBody OpenAiEmbeddingsBody body) {
        long startNanos = System.nanoTime();
        OutputType type = OutputType.of(body.outputDtype());
        boolean base64 = EmbedRequests.isBase64(body.encodingFormat());
        EmbedRequest request =
                requests.of(
                        body.model(),
                        requests.inputs("input", body.input()),
                        EmbedRequests.prompt("input_type", body.inputType()),
                        Truncation.REFUSE,
                        null,
                        body.dimensions());
        EmbedResult result = engine.embed(request, caller);
        List<OpenAiEmbeddings.Item> items = new ArrayList<>();
        for (Embedding embedding : result.embeddings()) {
            items.add(
                    new OpenAiEmbeddings.Item(
                            "embedding",
                            items.size(),
                            new WrittenEmbedding(embedding, type, base64)));
        }
        return headers.of(request.inputs(), result, startNanos)
                .body(
                        new OpenAiEmbeddings(
                                "list",
                                items,
                                result.model(),
                                new OpenAiEmbeddings.Usage(result.tokens(), result.tokens())));
    }

    /** Lists the models that can be asked for, loaded or not. */
    @GetMapping("/v1/models")
    OpenAiModels models() {
        return new OpenAiModels(
                "list", engine.models().stream().map(OpenAiRoutes::described).toList());
    }

    /** One of them; its id may have slashes. */
    @GetMapping("/v1/models/{*path}")
    OpenAiModels.Model model(@PathVariable String path) {
        String id = path.substring(1);
        if (!engine.models().contains(id)) {
            throw new ApiException(
                    ApiError.badRequest(
                            ErrorCode.UNKNOWN_MODEL,
                            "there is no model '%s'; the models are %s"
                                    .formatted(id, String.join(", ", engine.models())),
                            "model"));
        }
        return described(id);
    }

    private static OpenAiModels.Model described(String id) {
        return new OpenAiModels.Model(
                id,
                "model",
                ManagementFactory.getRuntimeMXBean().getStartTime() / 1_000,
                "semblance");
    }
}
