package io.semblance.web.server;

import org.apache.coyote.http11.Http11InputBuffer;
import org.apache.tomcat.util.res.StringManager;

/** Messages of Tomcat that identify errors without an exception type of their own. */
final class TomcatMessages {

    static final String HEADER_TOO_LARGE =
            StringManager.getManager(Http11InputBuffer.class)
                    .getString("iib.requestheadertoolarge.error");

    private TomcatMessages() {}
}
