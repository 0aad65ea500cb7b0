package io.semblance.catalog;

import jakarta.validation.constraints.Pattern;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

import java.nio.file.Path;

/**
 * The store and the data directory.
 *
 * @param store {@code lucene} or {@code pgvector}
 * @param dataDir folder for everything that Semblance writes: the collections, and unpacked and
 *     downloaded models
 */
@Validated
@ConfigurationProperties("semblance")
record StoreProperties(
        @DefaultValue("lucene")
                @Pattern(regexp = "lucene|pgvector", message = "must be lucene or pgvector")
                String store,
        @DefaultValue("./data") Path dataDir) {

    /** Whether documents and collections are stored in PostgreSQL. */
    boolean isPgvector() {
        return store.equals("pgvector");
    }
}
