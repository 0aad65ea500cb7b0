/**
 * The command line: {@code evaluate} measures the search quality of a running service over HTTP.
 */
@ApplicationModule(allowedDependencies = {"value"})
@NullMarked
package io.semblance.cli;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
