/**
 * What all routes that embed texts share, in any dialect: their inputs, the form of the vectors in
 * the answer, and the headers that report what it has cost.
 */
@NullMarked
package io.semblance.web.embed;

import org.jspecify.annotations.NullMarked;
