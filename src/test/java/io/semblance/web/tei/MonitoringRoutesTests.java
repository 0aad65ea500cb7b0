package io.semblance.web.tei;

import static org.assertj.core.api.Assertions.assertThat;

import io.semblance.web.HttpTests;

import org.junit.jupiter.api.Test;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What an operator sees. */
class MonitoringRoutesTests extends HttpTests {

    @Test
    void healthIsUpWithModelAndStore() {
        assertThat(service.get("/actuator/health/liveness").json().path("status").asString())
                .isEqualTo("UP");
        assertThat(service.get("/actuator/health/readiness").json().path("status").asString())
                .isEqualTo("UP");
    }

    @Test
    void prometheusShowsTheEngineAndTheStore() {
        service.put(
                "/v1/collections/metrics/documents",
                "{\"documents\":[{\"id\":\"a\",\"text\":\"One.\"}]}");
        service.post("/v1/collections/metrics/search", "{\"query\":\"one\"}");
        double textsBefore = sample("semblance_embedding_batch_texts_sum");
        service.post("/embed", "{\"inputs\":[\"metric a\",\"metric b\",\"metric c\"]}");

        assertThat(sample("semblance_embedding_batch_texts_sum") - textsBefore).isEqualTo(3);
        assertThat(sample("semblance_embedding_batch_tokens_count")).isPositive();
        assertThat(sample("semblance_embedding_batch_padding_count")).isPositive();
        assertThat(sample("semblance_embedding_queue_tokens{class=\"query\"}")).isZero();
        assertThat(sample("semblance_embedding_queue_tokens{class=\"bulk\"}")).isZero();
        assertThat(sample("semblance_embedding_queue_wait_seconds_count{class=\"bulk\"}"))
                .isPositive();
        assertThat(sample("semblance_embedding_tokenization_seconds_count")).isPositive();
        assertThat(sample("semblance_embedding_inference_seconds_count")).isPositive();
        assertThat(sample("semblance_embedding_rejected_total")).isZero();
        assertThat(sample("semblance_embedding_dropped_total{reason=\"gone\"}")).isZero();
        assertThat(
                        sample(
                                "semblance_embedding_cache_lookups_total{class=\"query\",result=\"miss\"}"))
                .isPositive();
        assertThat(sample("semblance_embedding_cache_lookups_total{class=\"bulk\",result=\"hit\"}"))
                .isNotNegative();
        assertThat(sample("semblance_embedding_cache_evictions_total")).isZero();
        assertThat(sample("semblance_embedding_cache_size_bytes")).isPositive();
        assertThat(sample("semblance_store_seconds_count{operation=\"upsert\"}")).isPositive();
        assertThat(sample("semblance_store_seconds_count{operation=\"search\"}")).isPositive();
        assertThat(sample("semblance_ingest_documents_total{status=\"created\"}")).isPositive();
    }

    private double sample(String name) {
        Matcher line =
                Pattern.compile("^%s (\\S+)$".formatted(Pattern.quote(name)), Pattern.MULTILINE)
                        .matcher(service.get("/actuator/prometheus").body());
        assertThat(line.find()).as("there is a sample %s", name).isTrue();
        return Double.parseDouble(line.group(1));
    }
}
