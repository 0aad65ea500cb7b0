package io.semblance.web.tei;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.semblance.embedding.EmbeddingEngine;
import io.semblance.embedding.ModelDescription;
import io.semblance.web.error.ApiError;
import io.semblance.web.error.ApiException;
import io.semblance.web.error.ErrorCode;
import io.semblance.web.limit.LimitProperties;
import io.semblance.web.openai.OpenAiProperties;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.tomcat.autoconfigure.TomcatServerProperties;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import java.util.Objects;

/** Model, health and metrics, as text-embeddings-inference reports them. */
@RestController
final class MonitoringRoutes {

    private final EmbeddingEngine engine;
    private final LimitProperties limits;
    private final OpenAiProperties openAi;
    private final TomcatServerProperties tomcat;
    private final HealthEndpoint health;
    private final ObjectProvider<PrometheusMeterRegistry> meters;

    MonitoringRoutes(
            EmbeddingEngine engine,
            LimitProperties limits,
            OpenAiProperties openAi,
            TomcatServerProperties tomcat,
            HealthEndpoint health,
            ObjectProvider<PrometheusMeterRegistry> meters) {
        this.engine = engine;
        this.limits = limits;
        this.openAi = openAi;
        this.tomcat = tomcat;
        this.health = health;
        this.meters = meters;
    }

    /** Returns the default model and the limits. */
    @GetMapping("/info")
    ServerInfo info() {
        ModelDescription model = engine.describe(engine.defaultModel());
        return new ServerInfo(
                model.id(),
                model.version(),
                model.precision().id(),
                model.id(),
                new ServerInfo.ModelType(ServerInfo.Pooling.of(model.pooling())),
                tomcat.getMaxConnections(),
                model.maxTokens(),
                engine.sizing().batchTokens(model.precision()),
                null,
                limits.inputs(),
                openAi.autoTruncate(),
                engine.sizing().tokenizerThreads(),
                Objects.requireNonNullElse(
                        MonitoringRoutes.class.getPackage().getImplementationVersion(),
                        "development"),
                null,
                null);
    }

    /** Checks whether the service is ready: 200 without a body, or an error. */
    @GetMapping({"/health", "/", "/ping"})
    void health() {
        var readiness = health.healthForPath("readiness");
        if (readiness == null || !readiness.getStatus().equals(Status.UP)) {
            throw new ApiException(ApiError.of(ErrorCode.NOT_READY, "unhealthy"));
        }
    }

    /** Returns the metrics in Prometheus format, as {@code /actuator/prometheus} does. */
    @GetMapping(path = "/metrics", produces = "text/plain;version=0.0.4;charset=utf-8")
    String metrics() {
        PrometheusMeterRegistry registry = meters.getIfAvailable();
        if (registry == null) {
            throw new ApiException(
                    ApiError.of(ErrorCode.NOT_FOUND, "Prometheus metrics are disabled"));
        }
        return registry.scrape();
    }
}
