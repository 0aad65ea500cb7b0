/**
 * How large a request may be: the configured limits, and the memory for the bodies of all requests
 * in flight.
 */
@NullMarked
package io.semblance.web.limit;

import org.jspecify.annotations.NullMarked;
