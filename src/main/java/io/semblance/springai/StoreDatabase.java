package io.semblance.springai;

import com.zaxxer.hikari.HikariDataSource;

import org.jspecify.annotations.Nullable;
import org.springframework.core.env.Environment;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Chooses the database of the store inside another application. The embedded store always uses its
 * own database file, regardless of the application's data source. With semblance.store=pgvector the
 * store uses the application's PostgreSQL, in its own schema and with its own connections.
 */
final class StoreDatabase {

    private static final String URL = "spring.datasource.url";
    private static final String USERNAME = "spring.datasource.username";
    private static final String PASSWORD = "spring.datasource.password";

    private static final Pattern SCHEMAS = Pattern.compile("([?&]currentSchema=)([^&]*)");

    private StoreDatabase() {}

    /**
     * The properties that replace the application's {@code spring.datasource} properties.
     *
     * @param dataSource the application's data source, which takes precedence over its properties;
     *     null if it has none or several
     * @param schema the schema for all tables
     */
    static Map<String, Object> properties(
            Environment application, @Nullable HikariDataSource dataSource, String schema) {
        Map<String, Object> properties = new HashMap<>(Map.of(URL, "", USERNAME, "", PASSWORD, ""));
        if (!"pgvector".equals(application.getProperty("semblance.store"))) {
            return properties;
        }
        if (dataSource != null && dataSource.getJdbcUrl() != null) {
            put(properties, URL, dataSource.getJdbcUrl());
            put(properties, USERNAME, dataSource.getUsername());
            put(properties, PASSWORD, dataSource.getPassword());
        } else {
            properties.keySet().forEach(key -> put(properties, key, application.getProperty(key)));
        }
        properties.computeIfPresent(URL, (_, url) -> inSchema(url.toString(), schema));
        return properties;
    }

    private static void put(Map<String, Object> properties, String key, @Nullable String value) {
        properties.put(key, value == null ? "" : value);
    }

    /**
     * Puts the schema before the application's schemas, or {@code public}, which must stay because
     * it contains the type {@code vector}.
     */
    static String inSchema(String url, String schema) {
        if (!url.startsWith("jdbc:postgresql:")) {
            return url;
        }
        Matcher schemas = SCHEMAS.matcher(url);
        if (schemas.find()) {
            return schemas.replaceFirst("$1" + schema + ",$2");
        }
        char separator = url.contains("?") ? '&' : '?';
        return "%s%scurrentSchema=%s,public".formatted(url, separator, schema);
    }
}
