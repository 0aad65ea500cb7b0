package io.semblance.search;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The largest searches that are answered.
 *
 * @param results the most of one answer
 * @param window the deepest result that can be asked for: {@code offset + limit}
 * @param rerankCandidates the most hits of one search that the reranker scores
 * @param queryCharacters UTF-16 code units of a query
 */
@Validated
@ConfigurationProperties("semblance.limits")
record SearchProperties(
        @DefaultValue("1000") @Min(1) @Max(10_000) int results,
        @DefaultValue("10000") @Min(1) @Max(10_000) int window,
        @DefaultValue("1000") @Min(1) @Max(10_000) int rerankCandidates,
        @DefaultValue("10000") @Min(1) @Max(1_000_000) int queryCharacters) {}
