package io.semblance.postgres;

/** There is no PostgreSQL for the tests; the message says what is missing and how to get it. */
public final class PostgresUnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1;

    PostgresUnavailableException(String message) {
        super(message);
    }
}
