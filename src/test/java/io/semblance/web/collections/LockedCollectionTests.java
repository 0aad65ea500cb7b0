package io.semblance.web.collections;

import static org.assertj.core.api.Assertions.assertThat;

import io.semblance.TestWaits;
import io.semblance.postgres.PostgresServer;
import io.semblance.web.HttpTests;
import io.semblance.web.OnPostgres;
import io.semblance.web.Service.Answer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.test.context.ContextConfiguration;

import tools.jackson.databind.JsonNode;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

/** Somebody has locked the tables of one collection on PostgreSQL: only that one is not served. */
@Timeout(120)
@ContextConfiguration(initializers = OnPostgres.class)
class LockedCollectionTests extends HttpTests {

    @Value("${spring.datasource.url}")
    private String url;

    @Test
    void othersAreServedAndListed() throws Exception {
        List.of("locked", "free")
                .forEach(name -> assertThat(put(name, "a").status()).isEqualTo(200));
        try (Connection holder = database()) {
            lock(holder, "locked");
            List<CompletableFuture<Answer>> searches =
                    IntStream.range(0, 20)
                            .mapToObj(_ ->
                                    CompletableFuture.supplyAsync(
                                            () -> search("locked"),
                                            task -> Thread.ofVirtual().start(task)))
                            .toList();
            TestWaits.until("searches wait for the lock", () -> waiting() >= 2);

            for (int i = 0; i < 5; i++) {
                assertThat(search("free").status()).isEqualTo(200);
                assertThat(put("free", "b" + i).status()).isEqualTo(200);
            }
            Answer list = service.get("/v1/collections");
            assertThat(list.status()).isEqualTo(200);
            assertThat(documents(list)).containsEntry("locked", 1L).containsEntry("free", 6L);
            List<String> codes = new ArrayList<>();
            for (var search : searches) {
                Answer answer = search.join();
                assertThat(answer.status()).isEqualTo(503);
                assertThat(answer.header("Retry-After")).isNotEmpty();
                codes.add(answer.json().path("code").asString());
            }
            assertThat(codes).containsOnly("collection_busy", "store_unavailable");
            holder.rollback();
        }
        assertThat(search("locked").status()).isEqualTo(200);
    }

    private static Map<String, Long> documents(Answer list) {
        Map<String, Long> documents = new HashMap<>();
        for (JsonNode collection : list.json().path("collections")) {
            documents.put(
                    collection.path("name").asString(), collection.path("documents").asLong());
        }
        return documents;
    }

    private Answer put(String collection, String id) {
        return service.put(
                "/v1/collections/%s/documents".formatted(collection),
                "{\"documents\":[{\"id\":\"%s\",\"text\":\"A pump and a valve.\"}]}".formatted(id));
    }

    private Answer search(String collection) {
        return service.post(
                "/v1/collections/%s/search".formatted(collection), "{\"query\":\"pump\"}");
    }

    private Connection database() throws SQLException {
        PostgresServer server = PostgresServer.shared();
        return DriverManager.getConnection(url, server.username(), server.password());
    }

    private static void lock(Connection holder, String collection) throws SQLException {
        holder.setAutoCommit(false);
        try (var statement = holder.createStatement()) {
            String index;
            try (var rows =
                    statement.executeQuery(
                            "SELECT index_name FROM collection WHERE name = '%s'"
                                    .formatted(collection))) {
                assertThat(rows.next()).isTrue();
                index = rows.getString(1);
            }
            statement.execute("LOCK TABLE \"%1$s\", \"%1$s_doc\"".formatted(index));
        }
    }

    private int waiting() {
        try (Connection connection = database();
                var statement = connection.createStatement();
                var rows =
                        statement.executeQuery(
                                "SELECT count(DISTINCT pid) FROM pg_locks"
                                        + " WHERE NOT granted AND locktype = 'relation'")) {
            rows.next();
            return rows.getInt(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
