package io.semblance.web.tei;

import com.fasterxml.jackson.annotation.JsonInclude;

import org.jspecify.annotations.Nullable;

/**
 * A scored text in the response of {@code POST /rerank}.
 *
 * @param index position in the request's list of texts
 * @param text omitted unless {@code return_text} is true
 * @param score probability, or logit with {@code raw_scores}; higher is better
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Rank(int index, @Nullable String text, float score) {}
