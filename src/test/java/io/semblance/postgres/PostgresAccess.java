package io.semblance.postgres;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;

/** Where a server is and who may use it; {@code db/test-postgres up} prints the same variables. */
record PostgresAccess(String url, String username, String password) {

    static final String URL = "SEMBLANCE_TEST_POSTGRES_URL";
    private static final String USER = "SEMBLANCE_TEST_POSTGRES_USER";
    private static final String PASSWORD = "SEMBLANCE_TEST_POSTGRES_PASSWORD";

    /** What those variables say, if they say anything. */
    static Optional<PostgresAccess> of(Map<String, String> variables) {
        return Optional.ofNullable(variables.get(URL))
                .filter(url -> !url.isBlank())
                .map(url ->
                        new PostgresAccess(
                                url,
                                variables.getOrDefault(USER, "postgres"),
                                variables.getOrDefault(PASSWORD, "")));
    }

    Connection connect() throws SQLException {
        return DriverManager.getConnection(url, username, password);
    }
}
