/** Leaf values: embeddings and how two of them are compared. Uses no other module. */
@ApplicationModule(allowedDependencies = {})
@NullMarked
package io.semblance.vector;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
