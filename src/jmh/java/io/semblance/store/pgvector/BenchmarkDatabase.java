package io.semblance.store.pgvector;

import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;

/** The server that the environment names, and its schema {@code benchmark}. */
record BenchmarkDatabase(String url, String user, String password) {

    static BenchmarkDatabase ofEnvironment() {
        return new BenchmarkDatabase(
                variable("SEMBLANCE_TEST_POSTGRES_URL"),
                variable("SEMBLANCE_TEST_POSTGRES_USER"),
                Objects.requireNonNullElse(System.getenv("SEMBLANCE_TEST_POSTGRES_PASSWORD"), ""));
    }

    private static String variable(String name) {
        return Objects.requireNonNull(System.getenv(name), name + " is not set");
    }

    /** Host, port and the database's name as its path. */
    URI address() {
        return URI.create(url.substring("jdbc:".length()));
    }

    /** The JDBC URL whose current schema is that of the benchmark. */
    String urlOfSchema() {
        return url + (url.contains("?") ? '&' : '?') + "currentSchema=benchmark,public";
    }

    /** Opens a connection outside of that schema. */
    Connection connect() throws SQLException {
        return DriverManager.getConnection(url, user, password);
    }

    void emptySchema() throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute("DROP SCHEMA IF EXISTS benchmark CASCADE");
            statement.execute("CREATE EXTENSION IF NOT EXISTS vector SCHEMA public");
            statement.execute("CREATE SCHEMA benchmark");
        }
    }
}
