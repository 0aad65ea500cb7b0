package io.semblance.catalog;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import com.zaxxer.hikari.SQLExceptionOverride;

import io.micrometer.core.instrument.MeterRegistry;

import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.sql.DataSource;

/**
 * The database with the rows of the collections.
 *
 * @param url JDBC URL
 * @param username empty for none
 * @param password empty for none
 */
record CatalogDatabase(String url, String username, String password) {

    /** The name of the embedded database's file in the data directory. */
    static final String FILE = "catalog";

    /** Differs from Flyway's default, where an application has its own migrations. */
    private static final String[] MIGRATIONS = {
        "classpath:io/semblance/catalog/migration", "classpath:io/semblance/jobs/migration"
    };

    /**
     * Matches a schema name that PostgreSQL accepts without quotes; a schema with another name is
     * not created.
     */
    private static final Pattern FIRST_SCHEMA =
            Pattern.compile("[?&]currentSchema=([a-z_][a-z0-9_]*)(?=[,&]|$)");

    /**
     * An H2 database in a file. Without WRITE_DELAY=0 it loses acknowledged commits when the
     * process is killed.
     */
    static CatalogDatabase in(Path dataDir) {
        return new CatalogDatabase(
                "jdbc:h2:file:%s;WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE"
                        .formatted(dataDir.toAbsolutePath().resolve(FILE)),
                "semblance",
                "");
    }

    /** A pool that opens its first connection when it is first used. */
    HikariDataSource pool(MeterRegistry meters) {
        HikariDataSource pool = new HikariDataSource();
        pool.setPoolName("semblance-catalog");
        pool.setJdbcUrl(url);
        if (!username.isEmpty()) {
            pool.setUsername(username);
            pool.setPassword(password);
        }
        pool.setMetricRegistry(meters);
        if (url.startsWith("jdbc:h2:")) {
            pool.setExceptionOverride(new ClosedDatabase(pool));
        }
        return pool;
    }

    /**
     * Closes a pool's connections after H2 has closed the database, which it does when it cannot
     * write: the next connection opens it again.
     */
    private record ClosedDatabase(HikariDataSource pool) implements SQLExceptionOverride {

        /**
         * General error (of its file store), I/O error, file damaged, connection broken, closed.
         */
        private static final Set<Integer> CLOSED =
                Set.of(50000, 90028, 90030, 90031, 90067, 90098, 90121);

        @java.lang.Override
        public SQLExceptionOverride.Override adjudicate(SQLException failure) {
            if (!CLOSED.contains(failure.getErrorCode())) {
                return SQLExceptionOverride.Override.CONTINUE_EVICT;
            }
            HikariPoolMXBean connections = pool.getHikariPoolMXBean();
            if (connections != null) {
                connections.softEvictConnections();
            }
            return SQLExceptionOverride.Override.MUST_EVICT;
        }
    }

    /**
     * The migrations that create the catalog's tables, and the schema that the URL names if it does
     * not exist.
     */
    static Flyway migrations(DataSource database, String url) {
        FluentConfiguration flyway =
                Flyway.configure()
                        .dataSource(database)
                        .locations(MIGRATIONS)
                        .failOnMissingLocations(true);
        firstSchema(url).ifPresent(flyway::schemas);
        return flyway.load();
    }

    private static Optional<String> firstSchema(String url) {
        Matcher schema = FIRST_SCHEMA.matcher(url);
        return schema.find() ? Optional.of(schema.group(1)) : Optional.empty();
    }

    /** The URL without secrets, and the user name. */
    @Override
    public String toString() {
        return "%s as '%s'".formatted(url.replaceFirst("[?;].*", ""), username);
    }
}
