package io.semblance.web.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.semblance.web.HttpTests;
import io.semblance.web.Service;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The description that is served is the one that the code generates. */
class ApiDescriptionTests extends HttpTests {

    private static final Path FILE =
            Path.of("src/main/resources/io/semblance/web/docs/openapi.json");

    @Autowired
    @Qualifier("requestMappingHandlerMapping")
    private RequestMappingHandlerMapping mapping;

    @Test
    void descriptionIsThatOfTheCode() throws IOException {
        String made =
                Service.JSON
                                .writer()
                                .with(SerializationFeature.INDENT_OUTPUT)
                                .writeValueAsString(
                                        ApiDescription.of(
                                                ApiRoute.all(mapping), ApiExamples.load()))
                        + "\n";
        if (Boolean.getBoolean("docs.write")) {
            Files.writeString(FILE, made);
        }

        assertThat(Files.readString(FILE))
                .as(
                        "generate it again: mvn test -Dtest=ApiDescriptionTests"
                                + " -Ddocs.write=true, and see what changed")
                .isEqualTo(made);
    }

    @Test
    void everyReferenceLeadsToAComponent() throws IOException {
        JsonNode root = Service.JSON.readTree(Files.readString(FILE));

        assertThat(root.findValues("$ref"))
                .isNotEmpty()
                .extracting(reference -> reference.asString().substring(1))
                .allMatch(pointer -> root.at(pointer).isObject());
    }

    @Test
    void everyConditionBelongsToASchemaOfThatName() throws IOException {
        JsonNode root = Service.JSON.readTree(Files.readString(FILE));

        assertThat(root.at("/components/schemas").propertyNames())
                .containsAll(WrittenSchemas.namesWithConditions());
    }

    @Test
    void everyHandlerWithErrorsOfItsOwnIsDescribed() {
        assertThat(ApiRoute.all(mapping))
                .extracting(ApiRoute::handlerName)
                .containsAll(DescribedErrors.handlers());
    }
}
