package io.semblance.search;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Limits of a search.
 *
 * @param results maximum number of results in one response
 * @param window maximum of {@code offset + limit}
 * @param rerankCandidates maximum number of hits that the reranker scores for one search
 * @param queryCharacters maximum length of a query in UTF-16 code units
 */
@Validated
@ConfigurationProperties("semblance.limits")
record SearchProperties(
        @DefaultValue("1000") @Min(1) @Max(10_000) int results,
        @DefaultValue("10000") @Min(1) @Max(10_000) int window,
        @DefaultValue("1000") @Min(1) @Max(10_000) int rerankCandidates,
        @DefaultValue("10000") @Min(1) @Max(1_000_000) int queryCharacters) {}
