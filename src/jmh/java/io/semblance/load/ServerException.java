package io.semblance.load;

import java.io.IOException;

/** An embedding server cannot be reached, or its response is not what the benchmark needs. */
final class ServerException extends IOException {

    private static final long serialVersionUID = 1L;

    ServerException(String message) {
        super(message);
    }

    ServerException(String message, Exception cause) {
        super(message, cause);
    }
}
