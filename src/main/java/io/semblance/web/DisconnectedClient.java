package io.semblance.web;

import io.semblance.embedding.CallerGoneException;

import jakarta.servlet.http.HttpServletRequest;

import org.apache.catalina.connector.ClientAbortException;
import org.apache.coyote.CloseNowException;
import org.springframework.web.context.request.async.AsyncRequestNotUsableException;

import java.net.SocketTimeoutException;

/** Tells failures of the service from those that a client causes that disconnects. */
final class DisconnectedClient {

    private DisconnectedClient() {}

    /**
     * Whether a request failed because its client is gone, so that a response can only fail again.
     * Over HTTP/1.1 a client that has shut down its sending side may still read one, so there only
     * a failed write counts.
     */
    static boolean caused(Throwable failure, HttpServletRequest request) {
        boolean http2 = request.getProtocol().equals("HTTP/2.0");
        boolean gone = false;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            switch (cause) {
                case SocketTimeoutException _ -> {
                    return false;
                }
                case AsyncRequestNotUsableException _, CloseNowException _ -> gone = true;
                case ClientAbortException _, CallerGoneException _ -> gone |= http2;
                default -> {
                    // its cause may tell
                }
            }
        }
        return gone;
    }
}
