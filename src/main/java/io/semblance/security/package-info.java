/**
 * Access rules: the API key, the allowed hosts and the allowed origins, which the web module
 * enforces. Depends on no other module.
 */
@ApplicationModule(allowedDependencies = {})
@NullMarked
package io.semblance.security;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
