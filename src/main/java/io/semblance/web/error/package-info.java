/**
 * Errors as clients receive them: the codes, the dialects of their bodies, and the one place that
 * turns an exception into a response.
 */
@NullMarked
package io.semblance.web.error;

import org.jspecify.annotations.NullMarked;
