/**
 * Values that every module shares: embeddings and their similarity, the caller and its deadline,
 * checks of text and numbers, and digests. Uses no other module.
 */
@ApplicationModule(allowedDependencies = {})
@NullMarked
package io.semblance.value;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
