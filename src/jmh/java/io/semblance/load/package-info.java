/** Load on the service and on its peers: processes, texts, measurements. */
@NullMarked
package io.semblance.load;

import org.jspecify.annotations.NullMarked;
