/** The routes of collections: {@code /v1/collections}. */
@NullMarked
package io.semblance.web.collections;

import org.jspecify.annotations.NullMarked;
