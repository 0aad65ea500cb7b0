package io.semblance.ingest.files;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;

import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

import java.time.Duration;

/**
 * How imported files, such as PDF, are read. A parser is a process of its own; it starts with the
 * first file and ends after a minute without one.
 *
 * @param parsers number of files that are read at the same time, each by its own process
 * @param memory maximum heap of a parser, at least 64MB; a file that needs more fails with
 *     file_parser_crashed
 * @param timeout maximum time to read one file; a file that takes longer fails with file_timeout
 * @param characters maximum length of a file's text, in UTF-16 code units; a longer text fails with
 *     file_too_large; semblance.limits.document-characters if not set
 */
@Validated
@ConfigurationProperties("semblance.files")
record FileProperties(
        @DefaultValue("1") @Min(1) @Max(64) int parsers,
        @DefaultValue("512MB") DataSize memory,
        @DefaultValue("60s") @DurationMin(millis = 100) @DurationMax(hours = 24) Duration timeout,
        @Nullable @Min(1) @Max(100_000_000) Integer characters) {

    private static final long MIN_MEGABYTES = 64;

    /** Checks that the memory is enough for the JVM and its libraries. */
    FileProperties {
        if (memory.toMegabytes() < MIN_MEGABYTES) {
            throw new IllegalArgumentException(
                    "semblance.files.memory must be at least %dMB, got: %s"
                            .formatted(MIN_MEGABYTES, memory));
        }
    }
}
