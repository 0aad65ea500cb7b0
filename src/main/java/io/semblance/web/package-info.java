/**
 * The HTTP API: controllers, request and response records, and the mapping of exceptions to
 * responses.
 */
@ApplicationModule(
        allowedDependencies = {
            "search",
            "ingest",
            "ingest::imports",
            "ingest::records",
            "jobs",
            "embedding",
            "catalog",
            "store",
            "store::filter",
            "security",
            "memory",
            "value"
        })
@NullMarked
package io.semblance.web;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
