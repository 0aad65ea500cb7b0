package io.semblance.security;

/** The service would listen where others can reach it, without a key. */
public final class OpenServiceException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * Names the address.
     *
     * @param property that has it
     */
    OpenServiceException(String property, String address) {
        super(
                "%s is %s, which is not loopback, and there is no API key"
                        .formatted(property, address));
    }
}
