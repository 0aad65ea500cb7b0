/** The routes of documents: {@code /v1/collections/{collection}/documents}. */
@NullMarked
package io.semblance.web.documents;

import org.jspecify.annotations.NullMarked;
