/**
 * Semblance: text to vectors, and text found by meaning. One package a feature; see each for its
 * arrows.
 */
@NullMarked
package io.semblance;

import org.jspecify.annotations.NullMarked;
