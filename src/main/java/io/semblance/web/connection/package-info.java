/**
 * The server's connections: how many there may be, and how long a client may take to send a
 * request. Depends on Tomcat, not on routes.
 */
@NullMarked
package io.semblance.web.connection;

import org.jspecify.annotations.NullMarked;
