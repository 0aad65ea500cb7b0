package io.semblance.postgres;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.ContainerFetchException;
import org.testcontainers.containers.ContainerLaunchException;
import org.testcontainers.postgresql.PostgreSQLContainer;

import java.io.IOException;
import java.net.ServerSocket;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A server in a container, by Testcontainers. */
final class ContainerPostgres implements PostgresInstance {

    private static final Logger log = LoggerFactory.getLogger(ContainerPostgres.class);

    private static final String IMAGE = "pgvector/pgvector:pg17";
    private static final long SHARED_MEMORY_BYTES = 1L << 30;

    /** No engine or no image: asking again would only take time again. */
    private static volatile boolean triedInVain;

    private final PostgreSQLContainer container;

    private ContainerPostgres(PostgreSQLContainer container) {
        this.container = container;
    }

    /** Starts a new one, where a Docker engine answers and has the images or can fetch them. */
    static Optional<PostgresInstance> startWhereThereIsAnEngine(boolean durable) {
        if (triedInVain) {
            return Optional.empty();
        }
        try {
            if (DockerClientFactory.instance().isDockerAvailable()) {
                return Optional.of(start(durable));
            }
        } catch (ContainerLaunchException | ContainerFetchException e) {
            log.warn("A Docker engine answers, but does not run {}: {}", IMAGE, e.getMessage());
        }
        triedInVain = true;
        return Optional.empty();
    }

    private static PostgresInstance start(boolean durable) {
        PostgreSQLContainer container = new PostgreSQLContainer(IMAGE);
        configure(container, durable);
        try {
            container.start();
        } catch (ContainerLaunchException | ContainerFetchException e) {
            container.close();
            throw e;
        }
        return new ContainerPostgres(container);
    }

    private static void configure(PostgreSQLContainer container, boolean durable) {
        List<String> command = new ArrayList<>(List.of("postgres", "-c", "max_connections=200"));
        if (!durable) {
            for (String setting : List.of("fsync", "full_page_writes", "synchronous_commit")) {
                command.addAll(List.of("-c", setting + "=off"));
            }
        }
        container.setCommand(command.toArray(String[]::new));
        // Text is sorted as by the script's servers.
        container.addEnv("POSTGRES_INITDB_ARGS", "--locale-provider=icu --icu-locale=en-US");
        // The 64 MB of a container are too little for a parallel build of an index.
        container.withSharedMemorySize(SHARED_MEMORY_BYTES);
        // An engine's own choice of a port would be another one after each start.
        container.setPortBindings(List.of(freePort() + ":" + PostgreSQLContainer.POSTGRESQL_PORT));
    }

    private static int freePort() {
        try (ServerSocket free = LocalPorts.listen()) {
            return free.getLocalPort();
        } catch (IOException e) {
            throw new PostgresUnavailableException("no port for a container: " + e.getMessage());
        }
    }

    @Override
    public PostgresAccess access() {
        return new PostgresAccess(
                container.getJdbcUrl(), container.getUsername(), container.getPassword());
    }

    @Override
    public void kill() {
        container.getDockerClient().killContainerCmd(container.getContainerId()).exec();
    }

    @Override
    public void restart() {
        container.getDockerClient().startContainerCmd(container.getContainerId()).exec();
        try {
            // Asks until it answers.
            container.createConnection("").close();
        } catch (SQLException e) {
            throw new IllegalStateException(this + " does not answer again", e);
        }
    }

    @Override
    public void close() {
        container.stop();
    }

    @Override
    public String toString() {
        return "container of " + IMAGE + ", " + container.getJdbcUrl();
    }
}
