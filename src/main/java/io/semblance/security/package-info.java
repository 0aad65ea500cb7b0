/** API keys and limits, as values that the web module enforces. Uses no other module. */
@ApplicationModule(allowedDependencies = {})
@NullMarked
package io.semblance.security;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
