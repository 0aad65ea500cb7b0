package io.semblance.catalog;

import java.nio.file.Path;

/**
 * The place where documents and collections are stored, described for an operator, without a
 * password.
 *
 * @param description for example {@code Lucene and H2 in /srv/data}
 */
public record StoreLocation(String description) {

    /**
     * The location that the configuration describes.
     *
     * @param url JDBC URL of the database, empty for the H2 file in the data directory
     */
    static StoreLocation of(StoreProperties properties, String url) {
        Path dataDir = properties.dataDir().toAbsolutePath().normalize();
        if (properties.isPgvector()) {
            return new StoreLocation(
                    "PostgreSQL with pgvector at %s".formatted(withoutSecrets(url)));
        }
        if (url.isEmpty()) {
            return new StoreLocation("Lucene and H2 in %s".formatted(dataDir));
        }
        return new StoreLocation(
                "Lucene in %s, collections at %s".formatted(dataDir, withoutSecrets(url)));
    }

    /** Parameters and user information of a JDBC URL may contain a password. */
    private static String withoutSecrets(String url) {
        return url.replaceFirst("[?;].*", "").replaceFirst("//[^/]*@", "//");
    }
}
