/**
 * Documents: validates them, splits them into chunks, embeds and stores them, and reads, lists,
 * changes and deletes them by id or filter.
 */
@ApplicationModule(
        allowedDependencies = {"embedding", "store", "store::filter", "catalog", "jobs", "value"})
@NullMarked
package io.semblance.ingest;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
