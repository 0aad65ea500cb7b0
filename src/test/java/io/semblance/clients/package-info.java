/** Clients of others, unchanged, against the service. */
@NullMarked
package io.semblance.clients;

import org.jspecify.annotations.NullMarked;
