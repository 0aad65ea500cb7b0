package io.semblance.store.pgvector;

import java.util.HashMap;
import java.util.Map;

/**
 * Where the database is.
 *
 * @param url of JDBC; its {@code currentSchema} says where the tables lie
 * @param username empty for none
 * @param password empty for none
 */
record PgAddress(String url, String username, String password) {

    /** What the driver is given beside the URL; empty where the URL or the system has it. */
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

    /** Without the password. */
    @Override
    public String toString() {
        return "%s as '%s'".formatted(url.replaceFirst("\\?.*", ""), username);
    }
}
