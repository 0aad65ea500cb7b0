/**
 * Imports: receives documents of any number, durably, as the parts of a job, and writes them in the
 * background.
 */
@NamedInterface("imports")
@NullMarked
package io.semblance.ingest.imports;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
