package io.semblance.web;

import org.apache.coyote.http11.Http11InputBuffer;
import org.apache.tomcat.util.res.StringManager;

/** Messages of Tomcat's that tell what no type of its exceptions does. */
final class TomcatMessages {

    static final String HEADER_TOO_LARGE =
            StringManager.getManager(Http11InputBuffer.class)
                    .getString("iib.requestheadertoolarge.error");

    private TomcatMessages() {}
}
