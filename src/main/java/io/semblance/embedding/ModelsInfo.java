package io.semblance.embedding;

import org.springframework.boot.actuate.info.Info;
import org.springframework.boot.actuate.info.InfoContributor;

import java.util.LinkedHashMap;
import java.util.Map;

/** Shows operators the models: those that are configured, the default one and the reranker. */
final class ModelsInfo implements InfoContributor {

    private final EmbeddingEngine engine;
    private final Reranker reranker;

    ModelsInfo(EmbeddingEngine engine, Reranker reranker) {
        this.engine = engine;
        this.reranker = reranker;
    }

    @Override
    public void contribute(Info.Builder builder) {
        Map<String, Object> models = new LinkedHashMap<>();
        models.put("embedding", engine.models());
        models.put("default", engine.describe(engine.defaultModel()));
        reranker.reranker().ifPresent(description -> models.put("reranker", description));
        builder.withDetail("models", models);
    }
}
