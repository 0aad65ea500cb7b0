package io.semblance.embedding.engine;

import io.semblance.embedding.EmbeddingEngine;
import io.semblance.embedding.ModelStatus;
import io.semblance.embedding.Reranker;

import org.springframework.boot.actuate.info.Info;
import org.springframework.boot.actuate.info.InfoContributor;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Adds the models to {@code /actuator/info}: the configured models, the failed ones, the default
 * model and the reranker.
 */
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
        Map<String, String> failed = failed(engine);
        if (!failed.isEmpty()) {
            models.put("failed", failed);
        }
        reranker.reranker().ifPresent(description -> models.put("reranker", description));
        builder.withDetail("models", models);
    }

    /** Returns, by id, why models cannot be used and what to do. */
    static Map<String, String> failed(EmbeddingEngine engine) {
        Map<String, String> failed = new TreeMap<>();
        for (ModelStatus model : engine.statuses()) {
            if (model.reason() != null) {
                failed.put(model.id(), model.reason());
            }
        }
        return failed;
    }
}
