package io.semblance.web;

import io.semblance.postgres.PostgresServer;

import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;

/** Puts the service of a test on the shared PostgreSQL, in a schema of its own. */
public final class OnPostgres
        implements ApplicationContextInitializer<ConfigurableApplicationContext> {

    @Override
    public void initialize(ConfigurableApplicationContext context) {
        PostgresServer server = PostgresServer.shared();
        TestPropertyValues.of(
                        "semblance.store=pgvector",
                        "spring.datasource.url=" + server.urlOfNewSchema(),
                        "spring.datasource.username=" + server.username(),
                        "spring.datasource.password=" + server.password())
                .applyTo(context);
    }
}
