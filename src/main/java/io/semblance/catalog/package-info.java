/**
 * Collections: each maps a name to a model, dimension, metric, language and chunking. The module
 * creates and drops the row and the index together, and checks at start that model, collection and
 * store agree.
 */
@ApplicationModule(allowedDependencies = {"embedding", "store", "store::filter", "value"})
@NullMarked
package io.semblance.catalog;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
