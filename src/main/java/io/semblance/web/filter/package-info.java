/**
 * Servlet filters, which run before any route: the allowed hosts and origins, the API key, the size
 * and compression of bodies, and what the compatible routes tolerate in a request.
 */
@NullMarked
package io.semblance.web.filter;

import org.jspecify.annotations.NullMarked;
