package io.semblance.catalog;

import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;

import java.nio.file.Path;

/**
 * An H2 database in a file.
 *
 * @param file absolute, without H2's extension
 */
record EmbeddedDatabase(Path file) implements JdbcConnectionDetails {

    @Override
    public String getUsername() {
        return "semblance";
    }

    @Override
    public String getPassword() {
        return "";
    }

    /** Without WRITE_DELAY=0 H2 loses acknowledged commits when the process is killed. */
    @Override
    public String getJdbcUrl() {
        return "jdbc:h2:file:%s;WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE".formatted(file);
    }
}
