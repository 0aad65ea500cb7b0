/**
 * Semblance: an embedding and search server. Each package is a module; its {@code package-info}
 * describes it and lists its allowed dependencies.
 */
@NullMarked
package io.semblance;

import org.jspecify.annotations.NullMarked;
