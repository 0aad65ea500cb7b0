package io.semblance.web.collections;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.semblance.postgres.PostgresServer;
import io.semblance.web.Service;

import org.junit.jupiter.api.Test;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** On PostgreSQL: what somebody with a client can do to the tables. */
class PgVectorFailedCollectionsTests extends FailedCollectionsContract {

    private final PostgresServer server = PostgresServer.shared();
    private final String url = server.urlOfNewSchema();

    @Override
    List<String> arguments() {
        return list(
                "--semblance.store=pgvector",
                "--spring.datasource.url=" + url,
                "--spring.datasource.username=" + server.username(),
                "--spring.datasource.password=" + server.password());
    }

    @Override
    Connection catalog() throws SQLException {
        return connect(url, server.username(), server.password());
    }

    @Override
    Map<String, Damage> damageWhileStopped() {
        Map<String, Damage> damage = new LinkedHashMap<>(damageWhileRunning());
        damage.put("comment-gone", index -> sql("COMMENT ON TABLE \"%s\" IS NULL", index));
        damage.put("comment-garbage", index -> sql("COMMENT ON TABLE \"%s\" IS 'mine'", index));
        damage.put(
                "comment-damaged",
                index -> sql("COMMENT ON TABLE \"%s\" IS 'Semblance index {'", index));
        return damage;
    }

    @Override
    Map<String, Damage> damageWhileRunning() {
        Map<String, Damage> damage = new LinkedHashMap<>();
        damage.put("chunks-dropped", index -> sql("DROP TABLE \"%s\"", index));
        damage.put("documents-dropped", index -> sql("DROP TABLE \"%s_doc\"", index));
        damage.put(
                "both-dropped",
                index -> {
                    sql("DROP TABLE \"%s\"", index);
                    sql("DROP TABLE \"%s_doc\"", index);
                });
        damage.put("vector-dropped", index -> sql("ALTER TABLE \"%s\" DROP embedding", index));
        damage.put("hash-dropped", index -> sql("ALTER TABLE \"%s_doc\" DROP content_hash", index));
        damage.put(
                "column-renamed",
                index -> sql("ALTER TABLE \"%s_doc\" RENAME metadata TO meta", index));
        damage.put(
                "other-vector",
                index -> {
                    sql("ALTER TABLE \"%s\" DROP embedding", index);
                    sql("ALTER TABLE \"%s\" ADD embedding halfvec(3)", index);
                });
        damage.put(
                "metadata-text",
                index -> sql("ALTER TABLE \"%s_doc\" ALTER metadata TYPE text", index));
        damage.put("table-renamed", index -> sql("ALTER TABLE \"%s\" RENAME TO other", index));
        return damage;
    }

    @Override
    Set<String> indexes() throws SQLException {
        Set<String> tables = new HashSet<>();
        try (Connection connection = catalog();
                var statement = connection.createStatement();
                var rows =
                        statement.executeQuery(
                                "SELECT tablename FROM pg_tables"
                                        + " WHERE schemaname = current_schema()")) {
            while (rows.next()) {
                String table = rows.getString(1);
                if (table.startsWith("c_") && !table.endsWith("_doc")) {
                    tables.add(table);
                }
            }
        }
        return tables;
    }

    @Test
    void collectionWhoseTableIsRestoredIsOpenAgainWithoutARestart() throws Exception {
        try (var context = start()) {
            Service service = service(context);
            make(service, Set.of("kb"));
            String index = index("kb");
            sql("ALTER TABLE \"%s\" RENAME TO saved", index);
            assertCode(search(service, "kb"), "collection_failed");
            assertThat(service.get("/actuator/health").body())
                    .contains("failedCollections", "\"kb\"");

            sql("ALTER TABLE saved RENAME TO \"%s\"", index);
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> search(service, "kb").status() == 200);
            assertThat(status(service, "kb")).isEqualTo("open");
            assertThat(service.get("/actuator/health").body()).doesNotContain("failedCollections");
        }
    }

    @Test
    void integrityCheckComparesDocumentsWithTheirChunks() throws Exception {
        try (var context = start()) {
            Service service = service(context);
            make(service, Set.of("kb"));
            var sound = service.send("POST", "/actuator/integrity", null);
            assertThat(sound.status()).as(sound.body()).isEqualTo(200);
            assertThat(sound.json().path("collections"))
                    .hasSize(2)
                    .allSatisfy(each ->
                            assertThat(each.path("status").asString())
                                    .as(sound.body())
                                    .isEqualTo("ok"));

            String index = index("kb");
            sql("DELETE FROM \"%s\" WHERE doc_id = 'a'", index);
            sql("CREATE INDEX \"%1$s_x\" ON \"%1$s\" (chunk_no)", index);
            sql(
                    "UPDATE pg_index SET indisvalid = false WHERE indexrelid ="
                            + " '\"%s_x\"'::regclass",
                    index);
            var damaged = service.send("POST", "/actuator/integrity/kb", null);
            assertThat(damaged.body())
                    .contains("document \\\"a\\\" should have 1 chunks, the table has 0")
                    .contains(index + "_x is invalid");
            assertThat(status(service, "kb")).isEqualTo("damaged");
            assertThat(search(service, "kb").status()).isEqualTo(200);

            assertThat(service.send("POST", "/actuator/integrity/none", null).status())
                    .isEqualTo(404);
        }
    }

    private void sql(String sql, String index) throws SQLException {
        try (Connection connection = catalog();
                var statement = connection.createStatement()) {
            statement.execute(sql.formatted(index));
        }
    }
}
