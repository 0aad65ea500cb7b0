package io.semblance.ingest;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * The largest documents that are kept.
 *
 * @param documentCharacters UTF-16 code units of a document's text
 * @param metadata bytes of a document's metadata as JSON
 * @param writeMemory heap for the documents that are being written; a quarter of the largest heap
 *     if null
 */
@Validated
@ConfigurationProperties("semblance.limits")
record IngestProperties(
        @DefaultValue("10000000") @Min(1) @Max(100_000_000) int documentCharacters,
        @DefaultValue("64KB") DataSize metadata,
        @Nullable DataSize writeMemory) {

    private static final int HEAP_SHARE = 4;

    /** Bytes of heap for the documents that are being written. */
    long writeMemoryBytes() {
        return writeMemory == null
                ? Runtime.getRuntime().maxMemory() / HEAP_SHARE
                : writeMemory.toBytes();
    }
}
