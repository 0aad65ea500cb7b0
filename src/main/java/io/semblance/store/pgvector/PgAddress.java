package io.semblance.store.pgvector;

/**
 * Where the database is.
 *
 * @param url of JDBC; its {@code currentSchema} says where the tables lie
 */
record PgAddress(String url, String username, String password) {

    /** Without the password. */
    @Override
    public String toString() {
        return "%s as '%s'".formatted(url.replaceFirst("\\?.*", ""), username);
    }
}
