/**
 * Memory accounting: limits the heap that a request may use for data it reads. Depends on no other
 * module.
 */
@ApplicationModule(allowedDependencies = {})
@NullMarked
package io.semblance.memory;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
