/** The OpenAPI description of the service, and Swagger UI, which shows it at {@code /docs}. */
@NullMarked
package io.semblance.web.docs;

import org.jspecify.annotations.NullMarked;
