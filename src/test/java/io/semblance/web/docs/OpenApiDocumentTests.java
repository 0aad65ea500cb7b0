package io.semblance.web.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.semblance.web.HttpTests;

import org.junit.jupiter.api.Test;
import org.springframework.test.context.TestPropertySource;

import tools.jackson.databind.JsonNode;

/** The description that a service shows has its bounds. */
@TestPropertySource(properties = "semblance.security.api-key=a-key-of-some-length")
class OpenApiDocumentTests extends HttpTests {

    private JsonNode schemas() {
        return service.get("/v3/api-docs").json().at("/components/schemas");
    }

    @Test
    void hasThoseOfTheDefaultModel() {
        JsonNode schemas = schemas();

        assertThat(schemas.at("/Dimensions/maximum").asInt()).isEqualTo(384);
        assertThat(schemas.at("/QueryVector/minItems").asInt()).isEqualTo(384);
        assertThat(schemas.at("/QueryVector/maxItems").asInt()).isEqualTo(384);
        assertThat(schemas.at("/TokenIds/items/maximum").asInt()).isEqualTo(30_521);
        assertThat(schemas.at("/ChunkTokens/maximum").asInt()).isEqualTo(512);
        assertThat(schemas.at("/CollectionModel/enum").valueStream().map(JsonNode::asString))
                .contains("bge-small-en-v1.5", "e5-small-v2-q");
    }

    @Test
    void leavesOutWhatNeedsARerankerWithoutOne() {
        JsonNode root = service.get("/v3/api-docs").json();

        assertThat(root.get("paths").has("/rerank")).isFalse();
        assertThat(root.at("/components/schemas/SearchBody/properties").has("rerank")).isFalse();
    }

    @Test
    void requiresAKeyWhereTheServiceDoes() {
        assertThat(service.get("/v3/api-docs").json().get("security").toString())
                .isEqualTo("[{\"bearer\":[]},{\"apiKey\":[]}]");
    }
}
