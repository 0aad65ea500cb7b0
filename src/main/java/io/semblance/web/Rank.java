package io.semblance.web;

import com.fasterxml.jackson.annotation.JsonInclude;

import org.jspecify.annotations.Nullable;

/**
 * One text of the answer of {@code POST /rerank}.
 *
 * @param index among the request's texts
 * @param text left out unless it is asked for
 * @param score higher is better
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Rank(int index, @Nullable String text, float score) {}
