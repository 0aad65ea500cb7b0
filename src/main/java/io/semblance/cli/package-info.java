/**
 * The command line: each command is an HTTP client of a running service. {@code import} uploads
 * files and follows the job, {@code export} and {@code search} read a collection, {@code jobs}
 * lists and controls jobs, and {@code evaluate} measures the search quality. Spring is not started
 * for a command.
 */
@ApplicationModule(allowedDependencies = {"value"})
@NullMarked
package io.semblance.cli;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
