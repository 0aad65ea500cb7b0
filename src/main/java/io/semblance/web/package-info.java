/**
 * HTTP only: controllers, request and response records, and the one place that turns an exception
 * into a response.
 */
@ApplicationModule(
        allowedDependencies = {
            "search",
            "ingest",
            "embedding",
            "catalog",
            "security",
            "memory",
            "vector"
        })
@NullMarked
package io.semblance.web;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
