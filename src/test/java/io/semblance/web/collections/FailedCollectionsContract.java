package io.semblance.web.collections;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.semblance.Semblance;
import io.semblance.TestData;
import io.semblance.web.Service;
import io.semblance.web.Service.Answer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

import tools.jackson.databind.JsonNode;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Collections that somebody or something breaks: each is shown as failed with the reason, answers
 * 503, and can be deleted; the others and the service go on.
 */
@Timeout(300)
abstract class FailedCollectionsContract {

    static final String ANSWER = "A pump and a valve.";

    final Path data = TestData.newDirectory();

    /** Breaks a collection whose index has this name. */
    @FunctionalInterface
    interface Damage {
        void on(String index) throws Exception;
    }

    /** What the service is started with. */
    abstract List<String> arguments();

    /** The catalog's database, while the service is stopped or another process may use it. */
    abstract Connection catalog() throws SQLException;

    /** What can be broken while the service is stopped, and what the reason must say. */
    abstract Map<String, Damage> damageWhileStopped();

    /** What can be broken while the service runs. */
    abstract Map<String, Damage> damageWhileRunning();

    /** The indexes that the store still has. */
    abstract Set<String> indexes() throws Exception;

    @Test
    void serviceStartsWithEveryOtherCollectionAndShowsWhyTheseHaveFailed() throws Exception {
        Map<String, Damage> damage = new TreeMap<>(damageWhileStopped());
        damage.put("row-unreadable", index -> row(index, "metric = 'nope'"));
        damage.put("row-out-of-bounds", index -> row(index, "dimension = 0"));
        damage.put("other-dimension", index -> row(index, "dimension = 3"));
        damage.put("model-gone", index -> row(index, "model = 'gone'"));
        damage.put("model-changed", index -> row(index, "model_version = 'old'"));
        try (var first = start()) {
            Service service = service(first);
            make(service, damage.keySet());
        }
        for (var each : damage.entrySet()) {
            each.getValue().on(index(each.getKey()));
        }
        try (var second = start()) {
            Service service = service(second);
            assertServiceGoesOn(service);
            for (String name : damage.keySet()) {
                await().atMost(Duration.ofSeconds(60))
                        .until(() -> status(service, name).equals("failed"));
                assertFailed(service, name);
            }
            assertThat(names(service.get("/actuator/integrity").json().path("failedCollections")))
                    .isEqualTo(damage.keySet());
            for (String name : damage.keySet()) {
                assertFound(service, name);
            }
            assertAllCanBeDeleted(service, damage.keySet());
        }
    }

    @Test
    void serviceGoesOnWhenCollectionsBreakUnderIt() throws Exception {
        Map<String, Damage> damage = damageWhileRunning();
        try (var context = start()) {
            Service service = service(context);
            make(service, damage.keySet());
            for (var each : damage.entrySet()) {
                each.getValue().on(index(each.getKey()));
            }
            for (String name : damage.keySet()) {
                // What is kept in memory may still be read.
                List<Answer> answers = new ArrayList<>(List.of(write(service, name)));
                answers.addAll(uses(service, name));
                assertThat(answers)
                        .as(name)
                        .allSatisfy(answer ->
                                assertThat(answer.status()).as(answer.body()).isIn(200, 503));
                assertThat(answers)
                        .as(name)
                        .anySatisfy(answer -> assertCode(answer, "collection_failed"));
                assertThat(service.get("/v1/collections/" + name).json().path("failure").asString())
                        .as(name)
                        .isNotBlank();
            }
            assertServiceGoesOn(service);
            assertAllCanBeDeleted(service, damage.keySet());
        }
    }

    final ConfigurableApplicationContext start() {
        List<String> all =
                new ArrayList<>(
                        List.of(
                                "--server.port=0",
                                "--semblance.data-dir=" + data,
                                "--semblance.model=bge-small-en-v1.5-q",
                                "--management.endpoint.health.show-details=always"));
        all.addAll(arguments());
        return new SpringApplicationBuilder(Semblance.class).run(all.toArray(new String[0]));
    }

    static Service service(ConfigurableApplicationContext context) {
        var server = ((ServletWebServerApplicationContext) context).getWebServer();
        return new Service(Objects.requireNonNull(server).getPort());
    }

    static void make(Service service, Set<String> names) {
        for (String name : names) {
            assertThat(write(service, name).status()).isEqualTo(200);
        }
        assertThat(write(service, "sound").status()).isEqualTo(200);
    }

    static Answer write(Service service, String collection) {
        return service.put(
                "/v1/collections/%s/documents".formatted(collection),
                "{\"documents\":[{\"id\":\"a\",\"text\":\"%s\"},{\"id\":\"%d\",\"text\":\"%s\"}]}"
                        .formatted(ANSWER, System.nanoTime(), ANSWER));
    }

    static Answer search(Service service, String collection) {
        return service.post(
                "/v1/collections/%s/search".formatted(collection), "{\"query\":\"pump\"}");
    }

    private static List<Answer> uses(Service service, String name) {
        String path = "/v1/collections/" + name;
        return List.of(
                search(service, name),
                service.put(path, "{}"),
                service.get(path + "/documents/a"),
                service.get(path + "/documents"),
                service.post(path + "/documents/delete", "{\"filter\":\"x == 1\"}"),
                write(service, name));
    }

    private static void assertFailed(Service service, String name) {
        Answer shown = service.get("/v1/collections/" + name);
        assertThat(shown.status()).as(shown.body()).isEqualTo(200);
        assertThat(shown.json().path("status").asString()).as(shown.body()).isEqualTo("failed");
        assertThat(shown.json().path("failure").asString()).as(name).isNotBlank();
        assertThat(shown.json().at("/index/state").asString()).isEqualTo("failed");
        assertThat(shown.json().path("documents").isNull()).isTrue();
        for (Answer answer : uses(service, name)) {
            assertCode(answer, "collection_failed");
            assertThat(answer.json().path("detail").asString())
                    .contains("'" + name + "' has failed");
            assertThat(answer.header("Retry-After")).isNotEmpty();
        }
    }

    static void assertCode(Answer answer, String code) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(503);
        assertThat(answer.json().path("code").asString()).as(answer.body()).isEqualTo(code);
    }

    /** The check finds what is wrong too. */
    private static void assertFound(Service service, String name) {
        Answer checked = service.send("POST", "/actuator/integrity/" + name, null);
        assertThat(checked.status()).as(checked.body()).isEqualTo(200);
        JsonNode result = checked.json().at("/collections/0");
        assertThat(result.path("status").asString()).as(checked.body()).isEqualTo("damaged");
        assertThat(result.at("/problems/0/problem").asString()).isNotBlank();
        assertThat(result.at("/problems/0/remedy").asString()).isNotBlank();
    }

    private static void assertServiceGoesOn(Service service) {
        assertThat(service.get("/actuator/health/readiness").status()).isEqualTo(200);
        Answer list = service.get("/v1/collections");
        assertThat(list.status()).as(list.body()).isEqualTo(200);
        assertThat(status(service, "sound")).isEqualTo("open");
        assertThat(write(service, "sound").status()).isEqualTo(200);
        assertThat(search(service, "sound").json().at("/results/0/text").asString())
                .isEqualTo(ANSWER);
    }

    static String status(Service service, String name) {
        for (JsonNode each : service.get("/v1/collections").json().path("collections")) {
            if (each.path("name").asString().equals(name)) {
                return each.path("status").asString();
            }
        }
        return "";
    }

    private void assertAllCanBeDeleted(Service service, Set<String> names) throws Exception {
        for (String name : names) {
            Answer deleted = service.delete("/v1/collections/" + name);
            assertThat(deleted.status()).as(name + ": " + deleted.body()).isEqualTo(204);
        }
        assertThat(service.get("/v1/collections").json().path("collections")).hasSize(1);
        assertThat(indexes()).containsExactly(index("sound"));
        assertThat(service.get("/actuator/health").body()).doesNotContain("failedCollections");
        String again = names.iterator().next();
        assertThat(write(service, again).status()).isEqualTo(200);
        assertThat(search(service, again).status()).isEqualTo(200);
    }

    private static Set<String> names(JsonNode object) {
        return new TreeSet<>(object.propertyNames());
    }

    /** The name of a collection's index. */
    String index(String collection) throws Exception {
        try (Connection connection = catalog();
                var statement =
                        connection.prepareStatement(
                                "SELECT index_name FROM collection WHERE name = ?")) {
            statement.setString(1, collection);
            try (var rows = statement.executeQuery()) {
                assertThat(rows.next()).isTrue();
                return rows.getString(1);
            }
        }
    }

    private void row(String index, String change) throws SQLException {
        try (Connection connection = catalog();
                var statement = connection.createStatement()) {
            statement.execute(
                    "UPDATE collection SET %s WHERE index_name = '%s'".formatted(change, index));
        }
    }

    static Connection connect(String url, String username, String password) throws SQLException {
        return DriverManager.getConnection(url, username, password);
    }

    static List<String> list(String... arguments) {
        return Arrays.asList(arguments);
    }
}
