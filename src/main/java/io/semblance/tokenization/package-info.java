/**
 * Tokenization: converts texts to input ids, and to tokens with their offsets, by Hugging Face
 * tokenizers ({@code tokenizer.json}). Depends on no other module.
 */
@ApplicationModule(allowedDependencies = {})
@NullMarked
package io.semblance.tokenization;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
