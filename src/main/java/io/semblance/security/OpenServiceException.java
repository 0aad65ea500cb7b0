package io.semblance.security;

/** The service would listen where others can reach it, without a key. */
public final class OpenServiceException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    OpenServiceException(String address) {
        super(
                "server.address is %s, which is not loopback, and there is no API key"
                        .formatted(address));
    }
}
