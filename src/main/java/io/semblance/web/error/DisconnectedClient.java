package io.semblance.web.error;

import io.semblance.value.AbandonedException;
import io.semblance.value.CallerGoneException;

import jakarta.servlet.http.HttpServletRequest;

import org.apache.catalina.connector.ClientAbortException;
import org.apache.coyote.CloseNowException;
import org.springframework.web.context.request.async.AsyncRequestNotUsableException;

import java.net.SocketTimeoutException;

/** Distinguishes failures of the service from those of clients that have disconnected. */
final class DisconnectedClient {

    private DisconnectedClient() {}

    /** Returns whether a response that has started failed because its client no longer reads it. */
    static boolean stoppedReading(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ClientAbortException
                    || cause instanceof CloseNowException
                    || cause instanceof AsyncRequestNotUsableException
                    || cause instanceof AbandonedException) {
                return true;
            }
        }
        return false;
    }

    /**
     * Returns whether a request failed because its client has disconnected, so that no response can
     * reach it. Over HTTP/1.1 a client that has shut down its sending side may still read a
     * response, so only a failed write counts there.
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
                    // its cause may be one of these
                }
            }
        }
        return gone;
    }
}
