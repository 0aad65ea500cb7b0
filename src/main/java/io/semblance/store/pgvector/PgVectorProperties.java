package io.semblance.store.pgvector;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;

import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

import java.time.Duration;

/**
 * How the store uses PostgreSQL.
 *
 * @param searchConnections that read; writes have their own
 * @param writeConnections that write
 * @param connectTimeout how long a call waits for a connection before it is refused
 * @param readTimeout of one search or read in the database
 * @param writeTimeout of one statement of a write
 * @param lockTimeout how long a search or write waits for a lock: of a document that another write
 *     changes, or of a table
 * @param efSearch candidates that a search of the HNSW graph keeps
 * @param exactBelow if no more documents than this match, each is compared instead of asking the
 *     graph
 * @param indexMemory for building a graph: {@code maintenance_work_mem}
 * @param collectionSharePercent the percentage of the search connections, and of the write
 *     connections, that one collection may use at a time; of those that other collections leave
 * @param indexStallTimeout an index build whose backend in the database was not seen at work for
 *     this long is ended and tried again
 */
@Validated
@ConfigurationProperties("semblance.pgvector")
record PgVectorProperties(
        @DefaultValue("8") @Min(1) @Max(500) int searchConnections,
        @DefaultValue("4") @Min(1) @Max(500) int writeConnections,
        @DefaultValue("3s") @DurationMin(millis = 250) @DurationMax(minutes = 5)
                Duration connectTimeout,
        @DefaultValue("10s") @DurationMin(millis = 100) @DurationMax(hours = 1)
                Duration readTimeout,
        @DefaultValue("60s") @DurationMin(millis = 100) @DurationMax(hours = 1)
                Duration writeTimeout,
        @DefaultValue("5s") @DurationMin(millis = 100) @DurationMax(hours = 1) Duration lockTimeout,
        @DefaultValue("250") @Min(10) @Max(1_000) int efSearch,
        @DefaultValue("2000") @Min(0) @Max(1_000_000) int exactBelow,
        @DefaultValue("512MB") DataSize indexMemory,
        @DefaultValue("50") @Min(1) @Max(100) int collectionSharePercent,
        @DefaultValue("2m") @DurationMin(millis = 500) @DurationMax(hours = 24)
                Duration indexStallTimeout) {}
