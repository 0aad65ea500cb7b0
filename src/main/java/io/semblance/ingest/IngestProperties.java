package io.semblance.ingest;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * Limits for documents.
 *
 * @param documentCharacters maximum length of a document's text, in UTF-16 code units
 * @param metadata maximum size of a document's metadata as JSON
 * @param writeMemory maximum heap for documents that are being written, of all requests together; a
 *     quarter of the maximum heap if not set
 */
@Validated
@ConfigurationProperties("semblance.limits")
public record IngestProperties(
        @DefaultValue("10000000") @Min(1) @Max(100_000_000) int documentCharacters,
        @DefaultValue("64KB") DataSize metadata,
        @Nullable DataSize writeMemory) {

    private static final int HEAP_SHARE = 4;

    /** The maximum heap for documents that are being written, in bytes. */
    long writeMemoryBytes() {
        return writeMemory == null
                ? Runtime.getRuntime().maxMemory() / HEAP_SHARE
                : writeMemory.toBytes();
    }
}
