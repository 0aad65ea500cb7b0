/** How Spring MVC matches a request to a route and reads the arguments of its handler. */
@NullMarked
package io.semblance.web.routing;

import org.jspecify.annotations.NullMarked;
