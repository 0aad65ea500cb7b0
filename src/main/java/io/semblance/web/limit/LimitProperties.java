package io.semblance.web.limit;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * Limits on the size of requests.
 *
 * @param body maximum size of a request body, after decompression
 * @param requestMemory maximum heap for the bodies of all requests in flight, where a body counts
 *     four times its length; a quarter of the maximum heap if unset
 * @param documents maximum number of documents, or of document ids to delete, in one request
 * @param inputs maximum number of texts in one embedding or rerank request
 * @param characters maximum length of one text to embed, in UTF-16 code units, or in token ids if
 *     it is given as such
 * @param tokens maximum number of tokens in one request to {@code /tokenize} or {@code /decode}
 * @param tokenEmbeddings maximum number of vectors in one response of {@code /embed_all}, which has
 *     one vector per token
 */
@Validated
@ConfigurationProperties("semblance.limits")
public record LimitProperties(
        @DefaultValue("32MB") DataSize body,
        @Nullable DataSize requestMemory,
        @DefaultValue("10000") @Min(1) @Max(1_000_000) int documents,
        @DefaultValue("2048") @Min(1) @Max(1_000_000) int inputs,
        @DefaultValue("1000000") @Min(1) @Max(100_000_000) int characters,
        @DefaultValue("262144") @Min(1) @Max(10_000_000) int tokens,
        @DefaultValue("16384") @Min(1) @Max(10_000_000) int tokenEmbeddings) {

    private static final int HEAP_SHARE = 4;

    /** Bytes of heap for the bodies of all requests in flight. */
    long requestMemoryBytes() {
        return requestMemory == null
                ? Runtime.getRuntime().maxMemory() / HEAP_SHARE
                : requestMemory.toBytes();
    }
}
