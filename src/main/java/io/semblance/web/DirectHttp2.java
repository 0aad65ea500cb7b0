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

    /**
     * Tomcat ends a connection whose frames are mostly overhead. Each frame of a request takes 20
     * from the count; a DATA frame that is not the last of its body adds this threshold divided by
     * its bytes. Python's client sends every body as one such frame and an empty last one, so with
     * Tomcat's 1,024 a body of 15 bytes counted as an attack. With 32 a body of one byte does not,
     * and a flood of empty frames, which adds 12 each, still does.
     */
    private static final int OVERHEAD_DATA_THRESHOLD = 32;

    /**
     * A stream that the client resets, or the service because it answers before the body has ended.
     * So with 50, Tomcat's own, some dozen refused requests would end a connection. Cancelled
     * requests are counted by the connection's own limit too.
     */
    private static final int OVERHEAD_RESET_FACTOR = 30;

    DirectHttp2() {
        setOverheadResetFactor(OVERHEAD_RESET_FACTOR);
        setOverheadDataThreshold(OVERHEAD_DATA_THRESHOLD);
        // Requests run on virtual threads: none of those that may be open has to wait for one.
        setMaxConcurrentStreamExecution((int) getMaxConcurrentStreams());
    }

    @Override
    public boolean accept(Request request) {
        return false;
    }

    /** Twice what is allowed, so that {@link HeaderLimitValve} can answer. */
    @Override
    public int getMaxHeaderSize() {
        return 2 * super.getMaxHeaderSize();
    }

    /** Twice what is allowed, so that {@link HeaderLimitValve} can answer. */
    @Override
    public int getMaxHeaderCount() {
        return 2 * super.getMaxHeaderCount();
    }
}
