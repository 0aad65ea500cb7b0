package io.semblance.web;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.semblance.embedding.EmbeddingEngine;
import io.semblance.embedding.ModelDescription;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.tomcat.autoconfigure.TomcatServerProperties;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import java.util.Objects;

/** What text-embeddings-inference tells of itself, in its dialect. */
@RestController
final class TeiOperations {

    private final EmbeddingEngine engine;
    private final LimitProperties limits;
    private final TomcatServerProperties tomcat;
    private final HealthEndpoint health;
    private final ObjectProvider<PrometheusMeterRegistry> meters;

    TeiOperations(
            EmbeddingEngine engine,
            LimitProperties limits,
            TomcatServerProperties tomcat,
            HealthEndpoint health,
            ObjectProvider<PrometheusMeterRegistry> meters) {
        this.engine = engine;
        this.limits = limits;
        this.tomcat = tomcat;
        this.health = health;
        this.meters = meters;
    }

    /** Shows the default model and the limits. */
    @GetMapping("/info")
    TeiInfo info() {
        ModelDescription model = engine.describe(engine.defaultModel());
        return new TeiInfo(
                model.id(),
                model.version(),
                model.precision().id(),
                model.id(),
                new TeiInfo.ModelType(new TeiInfo.Pooling(model.pooling().id())),
                tomcat.getMaxConnections(),
                model.maxTokens(),
                engine.shape().batchTokens(model.precision()),
                null,
                limits.inputs(),
                true,
                engine.shape().tokenizerThreads(),
                Objects.requireNonNullElse(
                        TeiOperations.class.getPackage().getImplementationVersion(), "development"),
                null,
                null);
    }

    /** Says whether the service is ready: 200 without a body, or an error. */
    @GetMapping("/health")
    void health() {
        var readiness = health.healthForPath("readiness");
        if (readiness == null || !readiness.getStatus().equals(Status.UP)) {
            throw new ApiException(ApiError.of(ErrorCode.NOT_READY, "unhealthy"));
        }
    }

    /** Shows what Prometheus reads, as at {@code /actuator/prometheus}. */
    @GetMapping(path = "/metrics", produces = "text/plain;version=0.0.4;charset=utf-8")
    String metrics() {
        PrometheusMeterRegistry registry = meters.getIfAvailable();
        if (registry == null) {
            throw new ApiException(
                    ApiError.of(ErrorCode.NOT_FOUND, "metrics for Prometheus are switched off"));
        }
        return registry.scrape();
    }
}
