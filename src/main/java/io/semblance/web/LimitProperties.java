package io.semblance.web;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * The largest requests that are read.
 *
 * @param body bytes of a request's body
 * @param inputs texts of one embedding request
 * @param characters UTF-16 code units of one text to embed, or its input ids
 * @param tokens that one request to tokenise or decode may have
 * @param tokenEmbeddings vectors in one answer that has one for each token
 */
@Validated
@ConfigurationProperties("semblance.limits")
record LimitProperties(
        @DefaultValue("32MB") DataSize body,
        @DefaultValue("2048") @Min(1) @Max(1_000_000) int inputs,
        @DefaultValue("1000000") @Min(1) @Max(100_000_000) int characters,
        @DefaultValue("262144") @Min(1) @Max(10_000_000) int tokens,
        @DefaultValue("16384") @Min(1) @Max(10_000_000) int tokenEmbeddings) {}
