package io.semblance.springai;

import io.semblance.embedding.EmbedRequest;
import io.semblance.embedding.EmbedRequest.Admission;
import io.semblance.embedding.EmbedRequest.Priority;
import io.semblance.embedding.EmbedRequest.Prompt;
import io.semblance.embedding.EmbedRequest.Truncation;
import io.semblance.embedding.EmbedResult;
import io.semblance.embedding.EmbeddingEngine;

import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.metadata.DefaultUsage;
import org.springframework.ai.document.Document;
import org.springframework.ai.document.MetadataMode;
import org.springframework.ai.embedding.Embedding;
import org.springframework.ai.embedding.EmbeddingModel;
import org.springframework.ai.embedding.EmbeddingOptions;
import org.springframework.ai.embedding.EmbeddingRequest;
import org.springframework.ai.embedding.EmbeddingResponse;
import org.springframework.ai.embedding.EmbeddingResponseMetadata;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Spring AI's {@code EmbeddingModel} on top of the {@link EmbeddingEngine}. A document is embedded
 * with the model's document prompt, a plain text with its default prompt if it has one. A text
 * longer than the model accepts is refused, not truncated. Thread-safe.
 */
final class EngineEmbeddingModel implements EmbeddingModel {

    private final EmbeddingEngine engine;

    public EngineEmbeddingModel(EmbeddingEngine engine) {
        this.engine = engine;
    }

    @Override
    public EmbeddingResponse call(EmbeddingRequest request) {
        EmbeddingOptions options = request.getOptions();
        String model = options == null ? null : options.getModel();
        EmbedResult result =
                embed(
                        model == null ? null : engine.modelId(model),
                        request.getInstructions(),
                        Prompt.DEFAULT,
                        options == null ? null : options.getDimensions());
        List<Embedding> embeddings = new ArrayList<>();
        for (var embedding : result.embeddings()) {
            embeddings.add(new Embedding(embedding.toArray(), embeddings.size()));
        }
        int tokens = Math.toIntExact(result.tokens());
        return new EmbeddingResponse(
                embeddings,
                new EmbeddingResponseMetadata(result.model(), new DefaultUsage(tokens, 0, tokens)));
    }

    @Override
    public float[] embed(Document document) {
        String text = Objects.requireNonNullElse(getEmbeddingContent(document), "");
        return embed(null, List.of(text), Prompt.DOCUMENT, null).embeddings().getFirst().toArray();
    }

    @Override
    public String getEmbeddingContent(Document document) {
        return document.getFormattedContent(MetadataMode.EMBED);
    }

    @Override
    public int dimensions() {
        return engine.describe(engine.defaultModel()).dimension();
    }

    private EmbedResult embed(
            @Nullable String model,
            List<String> texts,
            Prompt prompt,
            @Nullable Integer dimensions) {
        Priority priority = texts.size() == 1 ? Priority.QUERY : Priority.BULK;
        return engine.embed(
                new EmbedRequest(
                        model,
                        texts,
                        prompt,
                        priority,
                        Admission.WAIT,
                        Truncation.REFUSE,
                        null,
                        dimensions));
    }
}
