package io.semblance.postgres;

/** A PostgreSQL that runs, from wherever it was had. */
sealed interface PostgresInstance extends AutoCloseable
        permits GivenPostgres, ContainerPostgres, ScriptPostgres {

    /** JDBC, without parameters that tests would want to set. */
    String url();

    String username();

    String password();

    /** Ends it at once and uncleanly. */
    void kill();

    /** Starts it again after {@link #kill}: same data, same port. */
    void restart();

    /** Stops it and removes what it wrote. */
    @Override
    void close();
}
