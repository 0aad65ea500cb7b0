package io.semblance.springai;

import com.zaxxer.hikari.HikariDataSource;

import org.jspecify.annotations.Nullable;
import org.springframework.core.env.Environment;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which database the store within an application uses: a file of its own beside the embedded store,
 * whatever the application has; the application's PostgreSQL with semblance.store=pgvector, in a
 * schema of its own and over connections of its own.
 */
final class StoreDatabase {

    private static final String URL = "spring.datasource.url";
    private static final String USERNAME = "spring.datasource.username";
    private static final String PASSWORD = "spring.datasource.password";

    private static final Pattern SCHEMAS = Pattern.compile("([?&]currentSchema=)([^&]*)");

    private StoreDatabase() {}

    /**
     * What stands in for the application's {@code spring.datasource} properties.
     *
     * @param dataSource the application's, which knows best where its database is; null if it has
     *     none or several
     * @param schema for all tables
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

    /** Put before the application's schemas, or {@code public}, for there lies the type vector. */
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
