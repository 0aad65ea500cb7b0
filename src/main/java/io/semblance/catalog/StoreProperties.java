package io.semblance.catalog;

import jakarta.validation.constraints.Pattern;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Which store there is.
 *
 * @param store {@code lucene} or {@code pgvector}
 */
@Validated
@ConfigurationProperties("semblance")
record StoreProperties(
        @DefaultValue("lucene")
                @Pattern(regexp = "lucene|pgvector", message = "must be lucene or pgvector")
                String store) {

    /** Whether documents are in PostgreSQL, and the collections with them. */
    boolean isPgvector() {
        return store.equals("pgvector");
    }
}
