package io.semblance.web.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.semblance.postgres.PostgresServer;
import io.semblance.web.ErrorBodies;
import io.semblance.web.OnPostgres;
import io.semblance.web.Service.Answer;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.test.context.ContextConfiguration;

import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** The same on PostgreSQL. */
@ContextConfiguration(initializers = OnPostgres.class)
class PgVectorSearchRoutesTests extends SearchRoutesTests {

    private static final String PATH = "/v1/collections/kitchen/search";

    @Value("${spring.datasource.url}")
    private String url;

    @Test
    void searchThatTheDatabaseTakesTooLongForIsEndedWhenItsCallerWaitsNoLonger()
            throws SQLException {
        String body = "{\"query\":\"sourdough\",\"mode\":\"lexical\"}";
        PostgresServer server = PostgresServer.shared();
        try (var other = DriverManager.getConnection(url, server.username(), server.password());
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("LOCK TABLE %s IN ACCESS EXCLUSIVE MODE".formatted(table(statement)));
            Answer answer =
                    service.send("POST", PATH, body, "x-envoy-expected-rq-timeout-ms", "500");

            assertThat(answer.status()).as(answer.body()).isEqualTo(504);
            assertThat(answer.header("Retry-After")).isNotEmpty();
            ErrorBodies.assertProblem(
                    answer.json(),
                    504,
                    "Gateway Timeout",
                    "deadline_exceeded",
                    "the deadline of 500 ms passed before the answer was ready; allow more time,"
                            + " send fewer texts at once, or search with a lower limit",
                    PATH);
        }
        assertThat(service.post(PATH, body).status()).isEqualTo(200);
    }

    private static String table(Statement statement) throws SQLException {
        try (ResultSet row =
                statement.executeQuery(
                        "SELECT quote_ident(index_name) FROM collection WHERE name = 'kitchen'")) {
            row.next();
            return row.getString(1);
        }
    }
}
