/** Reading of JSON: strict, up to a limit, and into Java's own types or vectors. */
@NullMarked
package io.semblance.web.json;

import org.jspecify.annotations.NullMarked;
