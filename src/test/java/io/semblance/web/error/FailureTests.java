package io.semblance.web.error;

import static org.assertj.core.api.Assertions.assertThat;

import io.semblance.embedding.EmbeddingEngine;
import io.semblance.embedding.graph.TinyGraph;
import io.semblance.store.DocumentIndex;
import io.semblance.store.DocumentStore;
import io.semblance.store.IndexBusyException;
import io.semblance.store.IndexMismatchException;
import io.semblance.store.StoreUnavailableException;
import io.semblance.web.ErrorBodies;
import io.semblance.web.HttpTests;
import io.semblance.web.Service;
import io.semblance.web.Service.Answer;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpStatus;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;

/** What callers are told when it is not their fault, by a real service with broken parts. */
@Import(FailureTests.Wiring.class)
class FailureTests extends HttpTests {

    /** What every call to the store throws; null if it works. */
    private static final AtomicReference<@Nullable RuntimeException> STORE_FAILURE =
            new AtomicReference<>();

    @Autowired private EmbeddingEngine engine;

    @DynamicPropertySource
    static void models(DynamicPropertyRegistry registry) throws IOException {
        Path nan = Files.write(Files.createTempFile("nan", ".onnx"), TinyGraph.yieldingNaN());
        registry.add("semblance.models[0].id", () -> "nan");
        registry.add("semblance.models[0].onnx", () -> "file:" + nan);
        registry.add("semblance.models[1].id", () -> "gone");
        registry.add("semblance.models[1].onnx", () -> "file:/nowhere/gone.onnx");
        for (int i = 0; i < 2; i++) {
            String model = "semblance.models[%d].".formatted(i);
            registry.add(model + "pooling", () -> "cls");
            registry.add(model + "tokenizer", () -> "classpath:bge-small-en-v1.5-tokenizer.json");
        }
    }

    @BeforeEach
    void write() {
        service.put(
                "/v1/collections/f/documents",
                "{\"documents\":[{\"id\":\"a\",\"text\":\"One.\"}]}");
    }

    @AfterEach
    void repair() {
        STORE_FAILURE.set(null);
        // Opens the collection again at once, if it has failed.
        service.send("POST", "/actuator/integrity/f", null);
    }

    @Test
    void modelThatFailsToRunIsABackendFailure() {
        Answer tei = service.post("/embed", "{\"inputs\":\"a\",\"model\":\"nan\"}");
        Answer openAi = service.post("/v1/embeddings", "{\"input\":\"a\",\"model\":\"nan\"}");
        service.put("/v1/collections/nan", "{\"model\":\"nan\"}");
        Answer written =
                service.put(
                        "/v1/collections/nan/documents",
                        "{\"documents\":[{\"id\":\"a\",\"text\":\"One.\"}]}");

        assertThat(tei.status()).isEqualTo(424);
        String message = "model 'nan' failed to run: its output contains NaN";
        ErrorBodies.assertTei(tei.json(), message, "Backend");
        assertThat(openAi.status()).isEqualTo(500);
        ErrorBodies.assertOpenAi(openAi.json(), message, "server_error", null, "inference_failed");
        assertProblem(written, 500, "inference_failed", message, "/v1/collections/nan/documents");
    }

    @Test
    void modelThatCannotBeLoadedSaysWhatKindOfProblemItIs() {
        Answer tei = service.post("/embed", "{\"inputs\":\"a\",\"model\":\"gone\"}");
        Answer made = service.put("/v1/collections/gone", "{\"model\":\"gone\"}");

        assertThat(tei.status()).isEqualTo(424);
        String message =
                "model 'gone' cannot be used: one of its files is missing; the service log names it"
                        + " and what to do";
        ErrorBodies.assertTei(tei.json(), message, "Backend");
        assertThat(tei.header("Retry-After")).isEmpty();
        assertProblem(made, 424, "model_failed", message, "/v1/collections/gone");
    }

    @Test
    void storeThatCannotBeReachedIsSaidAndReadinessIsDown() {
        STORE_FAILURE.set(new StoreUnavailableException("the disk is on fire"));

        Answer search = service.post("/v1/collections/f/search", "{\"query\":\"one\"}");
        Answer write =
                service.put(
                        "/v1/collections/f/documents",
                        "{\"documents\":[{\"id\":\"b\",\"text\":\"Two.\"}]}");
        Answer embed = service.post("/embed", "{\"inputs\":\"a\"}");
        Answer readiness = service.get("/actuator/health/readiness");
        Answer liveness = service.get("/actuator/health/liveness");
        Answer health = service.get("/health");
        STORE_FAILURE.set(null);

        String message = ".*the disk is on fire.*";
        assertProblem(search, 503, "store_unavailable", message, "/v1/collections/f/search");
        assertThat(search.header("Retry-After")).isNotEmpty();
        assertProblem(write, 503, "store_unavailable", message, "/v1/collections/f/documents");
        assertThat(embed.status()).isEqualTo(200);
        assertThat(readiness.status()).isEqualTo(503);
        assertThat(liveness.status()).isEqualTo(200);
        assertThat(health.status()).isEqualTo(503);
        assertThat(health.json())
                .isEqualTo(
                        Service.JSON.readTree(
                                "{\"error\":\"unhealthy\",\"error_type\":\"Unhealthy\"}"));
        assertThat(service.get("/actuator/health/readiness").status()).isEqualTo(200);
        assertThat(service.get("/v1/collections/f/documents/b").status()).isEqualTo(404);
    }

    @Test
    void collectionThatUsesItsShareOfTheStoreIsBusy() {
        STORE_FAILURE.set(new IndexBusyException("all search connections are in use"));

        Answer search = service.post("/v1/collections/f/search", "{\"query\":\"one\"}");
        STORE_FAILURE.set(null);

        assertProblem(
                search,
                503,
                "collection_busy",
                "the collection 'f' is busy: all search connections are in use",
                "/v1/collections/f/search");
        assertThat(search.header("Retry-After")).isNotEmpty();
    }

    @Test
    void indexThatIsAnotherThanItsCollectionIsSaid() {
        STORE_FAILURE.set(new IndexMismatchException("the index has 3 dimensions"));

        Answer answer = service.get("/v1/collections/f/documents/a");

        assertProblem(
                answer,
                503,
                "collection_failed",
                "the collection 'f' has failed: the index has 3 dimensions",
                "/v1/collections/f/documents/a");
    }

    @Test
    void whatNobodyForesawTellsNothingOfTheInside() {
        STORE_FAILURE.set(new IllegalStateException("secret of the inside"));

        Answer answer = service.get("/v1/collections/f/documents/a");

        assertThat(answer.body()).doesNotContain("secret", "Exception", "java");
        assertProblem(
                answer,
                500,
                "internal_error",
                "internal error; see the service log",
                "/v1/collections/f/documents/a");
    }

    @Test
    void mediaTypeThatIsNotSpokenIsRefused() {
        Answer answer = service.send("GET", "/v1/collections", null, "Accept", "image/png");

        assertProblem(answer, 406, "not_acceptable", ".*", "/v1/collections");
    }

    @Test
    @DirtiesContext
    void engineThatIsClosingSaysSo() throws Exception {
        ((AutoCloseable) engine).close();

        // Not asked for before: the cache does not know it.
        Answer answer = service.post("/v1/collections/f/search", "{\"query\":\"last orders\"}");

        assertProblem(
                answer,
                503,
                "shutting_down",
                "the service is shutting down",
                "/v1/collections/f/search");
        assertThat(answer.header("Retry-After")).isNotEmpty();
    }

    private static void assertProblem(
            Answer answer, int status, String code, String detail, String instance) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        ErrorBodies.assertProblem(
                answer.json(),
                status,
                HttpStatus.valueOf(status).getReasonPhrase(),
                code,
                detail,
                instance);
    }

    @TestConfiguration
    static class Wiring {

        /** The real store, whose every method fails while it is told to. */
        @Bean
        static BeanPostProcessor failingStore() {
            return new BeanPostProcessor() {
                @Override
                public Object postProcessAfterInitialization(Object bean, String name) {
                    return bean instanceof DocumentStore
                            ? failing(DocumentStore.class, bean)
                            : bean;
                }
            };
        }

        private static Object failing(Class<?> type, Object real) {
            return Proxy.newProxyInstance(
                    type.getClassLoader(),
                    new Class<?>[] {type},
                    (_, method, arguments) -> call(real, method, arguments));
        }

        private static @Nullable Object call(
                Object real, Method method, Object @Nullable [] arguments) throws Throwable {
            RuntimeException failure = STORE_FAILURE.get();
            if (failure != null && !method.getName().equals("close")) {
                throw failure;
            }
            try {
                Object result = method.invoke(real, arguments);
                return result instanceof DocumentIndex
                        ? failing(DocumentIndex.class, result)
                        : result;
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        }
    }
}
