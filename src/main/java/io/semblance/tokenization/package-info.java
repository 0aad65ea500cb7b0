/**
 * Text to input ids and back to character offsets, by Hugging Face tokenizers. Uses no other
 * module.
 */
@ApplicationModule(allowedDependencies = {})
@NullMarked
package io.semblance.tokenization;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
