/** The command line: an HTTP client of a running service. */
@ApplicationModule(allowedDependencies = {"vector"})
@NullMarked
package io.semblance.cli;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
