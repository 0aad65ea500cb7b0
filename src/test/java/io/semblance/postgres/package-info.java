/** A real PostgreSQL with pgvector for the tests that need one, and what disturbs the way to it. */
@NullMarked
package io.semblance.postgres;

import org.jspecify.annotations.NullMarked;
