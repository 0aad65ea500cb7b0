package io.semblance.postgres;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.ContainerFetchException;
import org.testcontainers.containers.ContainerLaunchException;
import org.testcontainers.postgresql.PostgreSQLContainer;

import java.util.Optional;

/** A server in a container, by Testcontainers. */
final class ContainerPostgres implements PostgresInstance {

    private static final Logger log = LoggerFactory.getLogger(ContainerPostgres.class);
    private static final String IMAGE = "pgvector/pgvector:pg17";

    private final PostgreSQLContainer container;

    private ContainerPostgres(PostgreSQLContainer container) {
        this.container = container;
    }

    /** Starts a new one where a Docker engine answers and has or finds the image. */
    static Optional<PostgresInstance> startIfThereIsAnEngine() {
        if (!DockerClientFactory.instance().isDockerAvailable()) {
            return Optional.empty();
        }
        @SuppressWarnings("resource") // closed by whoever has the instance
        PostgreSQLContainer container = new PostgreSQLContainer(IMAGE);
        container.setCommand(
                "postgres",
                "-c",
                "fsync=off",
                "-c",
                "full_page_writes=off",
                "-c",
                "synchronous_commit=off",
                "-c",
                "max_connections=200");
        try {
            container.start();
        } catch (ContainerLaunchException | ContainerFetchException e) {
            log.warn("A Docker engine answers, but cannot run {}: {}", IMAGE, e.getMessage());
            return Optional.empty();
        }
        return Optional.of(new ContainerPostgres(container));
    }

    @Override
    public String url() {
        return container.getJdbcUrl();
    }

    @Override
    public String username() {
        return container.getUsername();
    }

    @Override
    public String password() {
        return container.getPassword();
    }

    @Override
    public void kill() {
        throw new UnsupportedOperationException("a container is not killed here");
    }

    @Override
    public void restart() {
        throw new UnsupportedOperationException("a container is not killed here");
    }

    @Override
    public void close() {
        container.stop();
    }

    @Override
    public String toString() {
        return "container " + IMAGE + ", " + url();
    }
}
