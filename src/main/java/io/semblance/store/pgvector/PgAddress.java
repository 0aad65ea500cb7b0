package io.semblance.store.pgvector;

import java.util.HashMap;
import java.util.Map;

/**
 * The address and credentials of the database.
 *
 * @param url JDBC URL; its {@code currentSchema} is the schema of the tables
 * @param username empty if the URL or the system provides it
 * @param password empty if the URL or the system provides it
 */
record PgAddress(String url, String username, String password) {

    /**
     * The driver properties in addition to the URL; a value that the URL or the system provides is
     * left out.
     */
    Map<String, String> credentials() {
        Map<String, String> credentials = new HashMap<>();
        if (!username.isEmpty()) {
            credentials.put("user", username);
        }
        if (!password.isEmpty()) {
            credentials.put("password", password);
        }
        return credentials;
    }

    /** The URL without parameters and the user name, without the password. */
    @Override
    public String toString() {
        return "%s as '%s'".formatted(url.replaceFirst("\\?.*", ""), username);
    }
}
