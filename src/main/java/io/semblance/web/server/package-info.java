/**
 * Tomcat: its HTTP/2, its valves, the errors that it finds before a filter runs, and the actuator's
 * own server.
 */
@NullMarked
package io.semblance.web.server;

import org.jspecify.annotations.NullMarked;
