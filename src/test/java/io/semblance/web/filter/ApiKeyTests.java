package io.semblance.web.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.semblance.web.HttpTests;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.test.context.TestPropertySource;

/** A service with an API key. */
@TestPropertySource(properties = "semblance.security.api-key=0123456789abcdef")
class ApiKeyTests extends HttpTests {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/collections",
                "/actuator/prometheus",
                "/actuator/health/store",
                "/actuator/health;x/readiness",
                "/nowhere",
                "/error"
            })
    void nothingIsAnsweredWithoutTheKey(String path) {
        var answer = service.get(path);

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.header("WWW-Authenticate")).isEqualTo("Bearer");
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(answer.json().path("code").asString()).isEqualTo("unauthorized");
        assertThat(answer.body()).doesNotContain("0123456789abcdef");
    }

    @Test
    void refusalIsInTheDialectOfTheRoute() {
        var tei = service.post("/embed", "{\"inputs\":\"a\"}");
        var root = service.post("/", "{\"inputs\":\"a\"}");
        var openAi = service.post("/v1/embeddings", "{\"input\":\"a\"}");

        assertThat(tei.status()).isEqualTo(401);
        assertThat(tei.json().path("error").asString()).contains("API key");
        assertThat(root.status()).isEqualTo(401);
        assertThat(root.body()).isEqualTo(tei.body());
        assertThat(openAi.json().at("/error/code").asString()).isEqualTo("invalid_api_key");
        assertThat(openAi.json().at("/error/type").asString()).isEqualTo("authentication_error");
    }

    @Test
    void keyIsTakenFromEitherHeader() {
        assertThat(get("Authorization", "Bearer 0123456789abcdef")).isEqualTo(200);
        assertThat(get("X-API-Key", "0123456789abcdef")).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bearer 0123456789abcdef",
                "BEARER 0123456789abcdef",
                "Bearer   0123456789abcdef",
                "bEaReR \t 0123456789abcdef "
            })
    void schemeIsInAnyCaseWithAnySpaces(String authorization) {
        assertThat(get("Authorization", authorization)).isEqualTo(200);
    }

    @Test
    void wrongKeyIsToldApartFromNone() {
        String none = service.get("/v1/models").json().at("/error/message").asString();
        String wrong = message("Authorization", "Bearer 0123456789abcdeF");

        assertThat(none)
                .isEqualTo(
                        "an API key is required: send it as the header 'Authorization: Bearer"
                                + " KEY'");
        assertThat(wrong)
                .isEqualTo(
                        "Incorrect API key provided: it differs from the key of this service"
                                + " (semblance.security.api-key)");
        assertThat(message("X-API-Key", "nope")).isEqualTo(wrong);
        assertThat(message("Authorization", "Basic 0123456789abcdef"))
                .contains("the header Authorization does not contain one", "Bearer KEY");
        assertThat(message("X-API-Key", "")).isEqualTo(none);
    }

    private String message(String header, String value) {
        var answer = service.send("GET", "/v1/models", null, header, value);
        assertThat(answer.status()).isEqualTo(401);
        return answer.json().at("/error/message").asString();
    }

    @Test
    void wrongKeysAreRefused() {
        assertThat(get("Authorization", "Bearer 0123456789abcdeF")).isEqualTo(401);
        assertThat(get("Authorization", "Bearer ")).isEqualTo(401);
        assertThat(get("Authorization", "Basic 0123456789abcdef")).isEqualTo(401);
        assertThat(get("X-API-Key", "")).isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/ping",
                "/health",
                "/health/",
                "/actuator/health",
                "/actuator/health/liveness",
                "/actuator/health/readiness"
            })
    void healthIsOpenToMachinesWithoutSecrets(String path) {
        assertThat(service.get(path).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/docs",
                "/docs/page.js",
                "/docs/swagger-ui.css",
                "/docs/swagger-ui-bundle.js",
                "/v3/api-docs",
                "/api-doc/openapi.json"
            })
    void descriptionIsOpenToABrowserWithoutAKey(String path) {
        var answer = service.get(path);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Security-Policy"))
                .contains("default-src 'none'", "connect-src 'self'");
        assertThat(answer.body()).isNotEmpty();
    }

    private int get(String header, String value) {
        return service.send("GET", "/v1/collections", null, header, value).status();
    }
}
