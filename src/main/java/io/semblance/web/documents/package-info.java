/**
 * The routes of documents: {@code /v1/collections/{collection}/documents} and {@code
 * /v1/collections/{collection}/export}.
 */
@NullMarked
package io.semblance.web.documents;

import org.jspecify.annotations.NullMarked;
