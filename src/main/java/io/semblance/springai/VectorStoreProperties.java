package io.semblance.springai;

import jakarta.validation.constraints.Pattern;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Settings of the vector store in another Spring application with the plain jar.
 *
 * @param collection name of its collection, which the first document creates
 * @param schema schema of the application's PostgreSQL database in which all tables are created,
 *     with semblance.store=pgvector
 */
@Validated
@ConfigurationProperties("semblance.vector-store")
record VectorStoreProperties(
        @DefaultValue("default")
                @Pattern(
                        regexp = "[a-z0-9][a-z0-9_-]{0,62}",
                        message =
                                "must have 1 to 63 characters of a-z, 0-9, _ and -, and start with"
                                        + " a letter or digit")
                String collection,
        @DefaultValue("semblance")
                @Pattern(
                        regexp = "[a-z_][a-z0-9_]{0,62}",
                        message =
                                "must have 1 to 63 characters of a-z, 0-9 and _, and not start with"
                                        + " a digit")
                String schema) {}
