/**
 * Durable jobs: long work that runs in the background and survives restarts. A job is divided into
 * parts in the relational database. Every replica claims parts with a lease, renews the lease while
 * it works, and stores the outcome of a part in the transaction that deletes it, so that each part
 * counts exactly once. A part whose replica died is run again by another one.
 */
@ApplicationModule(allowedDependencies = {"value"})
@NullMarked
package io.semblance.jobs;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
