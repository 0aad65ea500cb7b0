package io.semblance.springai;

import jakarta.validation.constraints.Pattern;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The vector store that another Spring application gets of the plain jar.
 *
 * @param collection that it reads and writes; the first document makes it
 * @param schema of the application's PostgreSQL in which all tables are made, with
 *     semblance.store=pgvector
 */
@Validated
@ConfigurationProperties("semblance.vector-store")
record VectorStoreProperties(
        @DefaultValue("default")
                @Pattern(
                        regexp = "[a-z0-9][a-z0-9_-]{0,62}",
                        message =
                                "must have 1 to 63 of a-z, 0-9, _ and -, and begin with a letter or"
                                        + " digit")
                String collection,
        @DefaultValue("semblance")
                @Pattern(
                        regexp = "[a-z_][a-z0-9_]{0,62}",
                        message = "must have 1 to 63 of a-z, 0-9 and _, and not begin with a digit")
                String schema) {}
