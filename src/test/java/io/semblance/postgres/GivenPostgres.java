package io.semblance.postgres;

import java.util.Map;
import java.util.Optional;

/**
 * The server that the environment names. It is somebody else's: neither killed nor stopped here.
 */
record GivenPostgres(String url, String username, String password) implements PostgresInstance {

    /** The variables; {@code db/test-postgres up} prints the same ones. */
    static final String URL = "SEMBLANCE_TEST_POSTGRES_URL";

    static final String USER = "SEMBLANCE_TEST_POSTGRES_USER";
    static final String PASSWORD = "SEMBLANCE_TEST_POSTGRES_PASSWORD";

    /** The server of those variables, if there is one. */
    static Optional<GivenPostgres> of(Map<String, String> environment) {
        return Optional.ofNullable(environment.get(URL))
                .filter(url -> !url.isBlank())
                .map(url ->
                        new GivenPostgres(
                                url,
                                environment.getOrDefault(USER, "postgres"),
                                environment.getOrDefault(PASSWORD, "")));
    }

    @Override
    public void kill() {
        throw new UnsupportedOperationException("not ours to kill: " + url);
    }

    @Override
    public void restart() {
        throw new UnsupportedOperationException("not ours to start: " + url);
    }

    @Override
    public void close() {
        // It goes on for whoever started it.
    }

    @Override
    public String toString() {
        return URL + "=" + url;
    }
}
