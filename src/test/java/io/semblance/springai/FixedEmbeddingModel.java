package io.semblance.springai;

import org.springframework.ai.document.Document;
import org.springframework.ai.embedding.Embedding;
import org.springframework.ai.embedding.EmbeddingModel;
import org.springframework.ai.embedding.EmbeddingRequest;
import org.springframework.ai.embedding.EmbeddingResponse;

import java.util.List;

/** Another model: one vector for every text. */
final class FixedEmbeddingModel implements EmbeddingModel {

    private static final float[] VECTOR = {1, 0};

    @Override
    public EmbeddingResponse call(EmbeddingRequest request) {
        return new EmbeddingResponse(List.of(new Embedding(VECTOR.clone(), 0)));
    }

    @Override
    public float[] embed(Document document) {
        return VECTOR.clone();
    }
}
