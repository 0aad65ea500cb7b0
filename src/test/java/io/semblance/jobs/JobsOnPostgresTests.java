package io.semblance.jobs;

import com.zaxxer.hikari.HikariDataSource;

import io.semblance.postgres.PostgresServer;

/** Jobs in PostgreSQL. */
class JobsOnPostgresTests extends JobsContract {

    @Override
    HikariDataSource newDatabase() {
        PostgresServer server = PostgresServer.shared();
        HikariDataSource source = new HikariDataSource();
        source.setJdbcUrl(server.urlOfNewSchema());
        source.setUsername(server.username());
        source.setPassword(server.password());
        return source;
    }
}
