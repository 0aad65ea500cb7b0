package io.semblance.web.server;

import org.apache.coyote.Request;
import org.apache.coyote.http2.Http2Protocol;

/**
 * HTTP/2 with prior knowledge (RFC 9113, section 3.3) or negotiated by TLS, without HTTP/1.1's
 * Upgrade, which that RFC deprecates: Tomcat would have to keep the whole body of the upgrading
 * request, and answers 413 to a body of more than 4 KB. Java's own client requests the upgrade
 * whenever it can; it gets its response over HTTP/1.1.
 */
final class PriorKnowledgeHttp2 extends Http2Protocol {

    /**
     * Tomcat closes a connection whose frames are mostly overhead, by a counter: each frame of a
     * request subtracts 20, and a DATA frame that is not the last of its body adds this threshold
     * divided by its bytes. Python's client sends every body as one such frame and an empty last
     * one, so with Tomcat's default of 1,024 a body of 15 bytes counts as an attack. With 32 even a
     * body of one byte does not, but a flood of empty frames, which add 12 each, does.
     */
    private static final int OVERHEAD_DATA_THRESHOLD = 32;

    /**
     * What a reset stream adds to the counter. The service resets a stream too, when it responds
     * before the body has ended, so with Tomcat's default of 50 about a dozen rejected requests
     * would close a connection. Cancelled requests also have a limit of their own, {@code
     * semblance.connections.cancellations}.
     */
    private static final int OVERHEAD_RESET_FACTOR = 30;

    PriorKnowledgeHttp2() {
        setOverheadResetFactor(OVERHEAD_RESET_FACTOR);
        setOverheadDataThreshold(OVERHEAD_DATA_THRESHOLD);
        // Requests run on virtual threads, so all open streams can run at once.
        setMaxConcurrentStreamExecution((int) getMaxConcurrentStreams());
    }

    @Override
    public boolean accept(Request request) {
        return false;
    }

    /** Twice the limit, so that {@link HeaderLimitValve} can respond. */
    @Override
    public int getMaxHeaderSize() {
        return 2 * super.getMaxHeaderSize();
    }

    /** Twice the limit, so that {@link HeaderLimitValve} can respond. */
    @Override
    public int getMaxHeaderCount() {
        return 2 * super.getMaxHeaderCount();
    }
}
