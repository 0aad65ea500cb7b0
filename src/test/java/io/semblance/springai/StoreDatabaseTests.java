package io.semblance.springai;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;

import io.semblance.TestData;
import io.semblance.postgres.PostgresServer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.ai.document.Document;
import org.springframework.ai.vectorstore.VectorStore;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import javax.sql.DataSource;

/** The store in the application's own PostgreSQL, where that is asked for. */
class StoreDatabaseTests {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "jdbc:postgresql://h/d | jdbc:postgresql://h/d?currentSchema=s,public",
                "jdbc:postgresql://h/d?ssl=true |"
                        + " jdbc:postgresql://h/d?ssl=true&currentSchema=s,public",
                "jdbc:postgresql://h/d?currentSchema=app&ssl=true |"
                        + " jdbc:postgresql://h/d?currentSchema=s,app&ssl=true",
                "jdbc:h2:mem:x | jdbc:h2:mem:x",
            })
    void tablesGoIntoASchemaOfTheirOwn(String url, String expected) {
        assertThat(StoreDatabase.inSchema(url, "s")).isEqualTo(expected);
    }

    @Test
    void usesTheDatabaseOfTheApplicationsDataSource() throws SQLException {
        PostgresServer server = PostgresServer.shared();
        String schema = "semblance_" + Long.toHexString(System.nanoTime());
        try (HikariDataSource mine = new HikariDataSource()) {
            mine.setJdbcUrl(server.urlOfNewSchema());
            mine.setUsername(server.username());
            mine.setPassword(server.password());
            mine.setMaximumPoolSize(2);
            new ApplicationContextRunner()
                    .withConfiguration(AutoConfigurations.of(SemblanceAutoConfiguration.class))
                    .withBean(HikariDataSource.class, () -> mine)
                    .withPropertyValues(
                            "semblance.data-dir=" + TestData.newDirectory(),
                            "semblance.store=pgvector",
                            "semblance.vector-store.schema=" + schema)
                    .run(context -> {
                        VectorStore store = context.getBean(VectorStore.class);
                        store.add(List.of(new Document("1", "One.", Map.of())));

                        assertThat(store.similaritySearch("one"))
                                .extracting(Document::getId)
                                .containsExactly("1");
                        assertThat(context).hasSingleBean(DataSource.class);
                        assertThat(tables(mine, "current_schema()")).isEmpty();
                        assertThat(tables(mine, "'" + schema + "'"))
                                .contains("collection", "flyway_schema_history");
                    });
        } finally {
            drop(server, schema);
        }
    }

    private static List<String> tables(DataSource database, String schema) throws SQLException {
        List<String> names = new ArrayList<>();
        try (var connection = database.getConnection();
                var statement = connection.createStatement();
                var rows =
                        statement.executeQuery(
                                "SELECT tablename FROM pg_tables WHERE schemaname = " + schema)) {
            while (rows.next()) {
                names.add(rows.getString(1));
            }
        }
        return names;
    }

    private static void drop(PostgresServer server, String schema) throws SQLException {
        try (HikariDataSource admin = new HikariDataSource()) {
            admin.setJdbcUrl(server.url());
            admin.setUsername(server.username());
            admin.setPassword(server.password());
            try (var connection = admin.getConnection();
                    var statement = connection.createStatement()) {
                statement.execute("DROP SCHEMA IF EXISTS " + schema + " CASCADE");
            }
        }
    }
}
