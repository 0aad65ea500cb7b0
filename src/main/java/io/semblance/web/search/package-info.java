/** The routes of search: {@code /search} and {@code /v1/collections/{collection}/search}. */
@NullMarked
package io.semblance.web.search;

import org.jspecify.annotations.NullMarked;
