package io.semblance.web;

import org.apache.coyote.Request;
import org.apache.coyote.http2.Http2Protocol;

/**
 * HTTP/2 for those who speak it from the first byte (RFC 9113, section 3.3) or agree on it by TLS,
 * and not by way of HTTP/1.1's Upgrade, which that RFC has given up: Tomcat would have to keep the
 * whole body of the upgrading request, and answers 413 to one of more than 4 KB. Java's own client
 * asks for the upgrade whenever it may; it is answered in HTTP/1.1.
 */
final class DirectHttp2 extends Http2Protocol {

    DirectHttp2() {
        // Requests run on virtual threads: none of those that may be open has to wait for one.
        setMaxConcurrentStreamExecution((int) getMaxConcurrentStreams());
    }

    @Override
    public boolean accept(Request request) {
        return false;
    }
}
