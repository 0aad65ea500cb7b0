package io.semblance.ingest.imports;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * Settings of imports.
 *
 * @param uploads maximum number of uploads that are received at the same time; each needs memory
 *     for its largest record
 * @param fileSize maximum size of a file of another program, such as a PDF; others have no limit
 */
@Validated
@ConfigurationProperties("semblance.imports")
record ImportProperties(
        @DefaultValue("4") @Min(1) @Max(1_000) int uploads,
        @DefaultValue("100MB") DataSize fileSize) {}
