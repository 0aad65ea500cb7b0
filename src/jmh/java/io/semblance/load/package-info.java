/** Load on the service and on what it is measured beside: processes, texts, measurements. */
@NullMarked
package io.semblance.load;

import org.jspecify.annotations.NullMarked;
