/** The routes of OpenAI: {@code /v1/embeddings} and {@code /v1/models}. */
@NullMarked
package io.semblance.web.openai;

import org.jspecify.annotations.NullMarked;
