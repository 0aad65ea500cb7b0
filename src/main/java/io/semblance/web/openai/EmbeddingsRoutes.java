package io.semblance.web.openai;

import io.semblance.embedding.EmbedRequest;
import io.semblance.embedding.EmbedResult;
import io.semblance.embedding.EmbeddingEngine;
import io.semblance.embedding.TextRefusedException;
import io.semblance.value.Caller;
import io.semblance.value.Embedding;
import io.semblance.web.embed.ComputeHeaders;
import io.semblance.web.embed.EmbedRequestFactory;
import io.semblance.web.embed.EmbeddingJson;
import io.semblance.web.embed.OutputType;

import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Embeds texts, as OpenAI does. */
@RestController
final class EmbeddingsRoutes {

    private final EmbeddingEngine engine;
    private final ComputeHeaders headers;
    private final EmbedRequestFactory requests;
    private final ModelLookup models;
    private final InputValidation inputs;

    EmbeddingsRoutes(
            EmbeddingEngine engine,
            EmbedRequestFactory requests,
            ModelLookup models,
            InputValidation inputs,
            ComputeHeaders headers) {
        this.headers = headers;
        this.models = models;
        this.inputs = inputs;
        this.engine = engine;
        this.requests = requests;
    }

    /**
     * Embeds texts as OpenAI does. A text that is too long for the model is rejected, unless {@code
     * truncate} or {@code semblance.openai.auto-truncate} allows truncation. The header {@code
     * x-truncated-inputs} lists the indexes of truncated texts.
     */
    @PostMapping({"/v1/embeddings", "/embeddings"})
    ResponseEntity<EmbeddingList> embeddings(Caller caller, @RequestBody EmbeddingsBody body) {
        long startNanos = System.nanoTime();
        OutputType type = OutputType.of(body.outputDtype());
        boolean base64 = EmbedRequestFactory.isBase64("encoding_format", body.encodingFormat());
        String model = models.id(body.model());
        EmbedRequest request =
                requests.of(
                        model,
                        inputs.of(model, body.input()),
                        EmbedRequestFactory.inputType(body.inputType()),
                        inputs.truncation(body.truncate()),
                        null,
                        body.dimensions());
        EmbedResult result = embed(request, caller);
        List<EmbeddingList.Item> items = new ArrayList<>();
        for (Embedding embedding : result.embeddings()) {
            items.add(
                    new EmbeddingList.Item(
                            "embedding", items.size(), new EmbeddingJson(embedding, type, base64)));
        }
        return headers.of(request.inputs(), result, startNanos)
                .body(
                        new EmbeddingList(
                                "list",
                                items,
                                result.model(),
                                new EmbeddingList.Usage(result.tokens(), result.tokens())));
    }

    private EmbedResult embed(EmbedRequest request, Caller caller) {
        try {
            return engine.embed(request, caller);
        } catch (TextRefusedException e) {
            throw Objects.requireNonNullElse(InputValidation.contextLength(e), e);
        }
    }
}
