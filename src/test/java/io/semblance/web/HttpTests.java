package io.semblance.web;

import io.semblance.Semblance;
import io.semblance.TestData;
import io.semblance.value.Embedding;

import org.junit.jupiter.api.BeforeEach;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import tools.jackson.databind.JsonNode;

/**
 * Tests against the whole service on a real port; those without settings of their own share one.
 */
@SpringBootTest(classes = Semblance.class, webEnvironment = WebEnvironment.RANDOM_PORT)
public abstract class HttpTests {

    /** Where the service listens. */
    @LocalServerPort protected int port;

    protected Service service = new Service(0);

    @DynamicPropertySource
    protected static void dataDirectory(DynamicPropertyRegistry registry) {
        registry.add("semblance.data-dir", () -> TestData.newDirectory().toString());
    }

    @BeforeEach
    protected void connect() {
        service = new Service(port);
    }

    /** An embedding as an answer has it, an array of numbers. */
    protected static Embedding vector(JsonNode array) {
        float[] components = new float[array.size()];
        for (int i = 0; i < components.length; i++) {
            components[i] = array.get(i).floatValue();
        }
        return Embedding.of(components);
    }
}
