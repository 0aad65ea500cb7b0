package io.semblance.postgres;

/** A PostgreSQL that runs, from wherever it was had; as text, which way that was. */
sealed interface PostgresInstance extends AutoCloseable
        permits GivenPostgres, ContainerPostgres, ScriptPostgres {

    PostgresAccess access();

    /** Ends it at once and uncleanly. */
    void kill();

    /** Starts it again after {@link #kill}: same data, same port. */
    void restart();

    /** Stops it and removes what it wrote. */
    @Override
    void close();
}
