package io.semblance.catalog;

import jakarta.validation.constraints.Pattern;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Which store there is.
 *
 * @param store {@code lucene}
 */
@Validated
@ConfigurationProperties("semblance")
record StoreProperties(
        @DefaultValue("lucene")
                @Pattern(regexp = "lucene", message = "must be lucene, the store of this version")
                String store) {}
