package com.example;

import static org.assertj.core.api.Assertions.assertThat;

import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.prompt.PromptTemplate;
import org.springframework.ai.document.Document;
import org.springframework.ai.embedding.EmbeddingModel;
import org.springframework.ai.openai.OpenAiChatModel;
import org.springframework.ai.vectorstore.VectorStore;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;

import javax.sql.DataSource;

/** The application keeps all that is its own. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class HostTests {

    @TempDir static Path data;

    @Autowired ApplicationContext context;
    @Autowired VectorStore store;
    @Autowired JdbcTemplate jdbc;
    @LocalServerPort int port;

    @DynamicPropertySource
    static void dataDirectory(DynamicPropertyRegistry registry) {
        registry.add("semblance.data-dir", () -> data.toString());
    }

    @Test
    void asksTheVectorStoreBehindItsOwnSecurity() throws Exception {
        store.add(
                List.of(
                        new Document("Everybody has thirty days of holiday a year."),
                        new Document("Dogs are welcome on the ground floor.")));

        HttpResponse<String> answer = get("/ask?question=How%20much%20vacation%3F", true);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(JsonMapper.shared().readTree(answer.body()).get(0).asString())
                .startsWith("Everybody");
        assertThat(get("/ask?question=x", false).statusCode()).isEqualTo(401);
    }

    @Test
    void hasNoRouteOfTheService() throws Exception {
        var mapping =
                context.getBean("requestMappingHandlerMapping", RequestMappingHandlerMapping.class);

        assertThat(mapping.getHandlerMethods().keySet())
                .allSatisfy(route ->
                        assertThat(route.getPatternValues())
                                .allMatch(path -> path.equals("/ask") || path.equals("/error")));
        for (String path :
                List.of("/", "/info", "/v1/models", "/v3/api-docs", "/actuator/health")) {
            assertThat(get(path, true).statusCode()).as(path).isEqualTo(404);
        }
    }

    @Test
    void hasItsOwnMigrationsAndDatabaseAlone() {
        assertThat(context.getBean(Flyway.class).info().all())
                .extracting(migration -> migration.getScript())
                .containsExactly("V1__account.sql");
        assertThat(context.getBeansOfType(DataSource.class)).hasSize(1);
        assertThat(
                        jdbc.queryForList(
                                "SELECT table_name FROM information_schema.tables WHERE"
                                        + " table_schema = 'PUBLIC'",
                                String.class))
                .containsExactlyInAnyOrder("ACCOUNT", "flyway_schema_history");
    }

    @Test
    void hasItsOwnSecurityAndSettingsAlone() {
        assertThat(context.getBeansOfType(SecurityFilterChain.class)).hasSize(1);
        assertThat(context.getEnvironment().getProperty("spring.application.name")).isNull();
        assertThat(context.getEnvironment().getProperty("server.address")).isNull();
        assertThat(context.getEnvironment().getProperty("spring.autoconfigure.exclude")).isNull();
    }

    @Test
    void chatsWithAnotherProviderThanItEmbedsWith() {
        assertThat(context.getBeansOfType(EmbeddingModel.class))
                .containsOnlyKeys("semblanceEmbeddingModel");
        assertThat(context.getBean(ChatModel.class)).isInstanceOf(OpenAiChatModel.class);
        assertThat(new PromptTemplate("Where is {who}?").render(Map.of("who", "everybody")))
                .as("what chat needs is still on the class path")
                .isEqualTo("Where is everybody?");
    }

    @Test
    void seesNoBeanOfTheServicesModules() {
        assertThat(Arrays.stream(context.getBeanDefinitionNames()))
                .filteredOn(name -> name.startsWith("io.semblance") || isOurs(name))
                .allMatch(name -> typeOf(name).startsWith("io.semblance.springai"));
    }

    private boolean isOurs(String name) {
        return typeOf(name).startsWith("io.semblance");
    }

    private String typeOf(String name) {
        return context.getBean(name).getClass().getName();
    }

    private HttpResponse<String> get(String path, boolean asHost)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
        if (asHost) {
            byte[] user = "host:secret".getBytes(StandardCharsets.UTF_8);
            request.header("Authorization", "Basic " + Base64.getEncoder().encodeToString(user));
        }
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request.build(), BodyHandlers.ofString());
        }
    }
}
