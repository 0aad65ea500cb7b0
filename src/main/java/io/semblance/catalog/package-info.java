/**
 * Collections: name to model, dimension, metric, language and chunking. Creates and drops the row
 * and the index together, and checks at start that model, collection and store agree.
 */
@ApplicationModule(allowedDependencies = {"embedding", "store", "store::filter", "vector"})
@NullMarked
package io.semblance.catalog;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
