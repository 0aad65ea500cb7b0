/** A leaf: the account that the heap of a request is charged to. Uses no other module. */
@ApplicationModule(allowedDependencies = {})
@NullMarked
package io.semblance.memory;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
