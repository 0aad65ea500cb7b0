package io.semblance.catalog;

import jakarta.validation.constraints.Pattern;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

import java.nio.file.Path;

/**
 * Which store there is.
 *
 * @param store {@code lucene} or {@code pgvector}
 * @param dataDir folder for all that Semblance writes; class-path and downloaded models are kept
 *     below it
 */
@Validated
@ConfigurationProperties("semblance")
record StoreProperties(
        @DefaultValue("lucene")
                @Pattern(regexp = "lucene|pgvector", message = "must be lucene or pgvector")
                String store,
        @DefaultValue("./data") Path dataDir) {

    /** Whether documents are in PostgreSQL, and the collections with them. */
    boolean isPgvector() {
        return store.equals("pgvector");
    }
}
