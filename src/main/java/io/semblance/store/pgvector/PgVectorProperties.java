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
 * Settings of the store on PostgreSQL.
 *
 * @param searchConnections maximum number of connections for searches and other reads
 * @param writeConnections maximum number of connections for writes
 * @param connectTimeout maximum time that a call waits for a connection before it fails
 * @param readTimeout maximum time of one search or other read in the database
 * @param writeTimeout maximum time of one statement of a write in the database
 * @param lockTimeout maximum time that a search or write waits for a lock on a table, or on a
 *     document that another write changes
 * @param efSearch number of candidates that a search of the HNSW graph keeps ({@code
 *     hnsw.ef_search}); a higher value increases recall and search time
 * @param exactBelow if at most this number of documents match, all of their vectors are compared
 *     instead of searching the HNSW graph
 * @param indexMemory memory of the database for building an HNSW graph ({@code
 *     maintenance_work_mem})
 * @param collectionSharePercent maximum percentage of the search connections, and of the write
 *     connections, that one collection may use at a time; it is a percentage of the connections
 *     that other collections do not use
 * @param indexStallTimeout an index build is ended and tried again if its database process was not
 *     active for this time
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
