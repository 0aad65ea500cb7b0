package io.semblance.security;

/**
 * Thrown if the service would listen on an address that other machines can reach, without an API
 * key.
 */
final class MissingApiKeyException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * Reports the address.
     *
     * @param property the property that sets the address
     */
    MissingApiKeyException(String property, String address) {
        super(
                "%s is %s, which is not loopback, and there is no API key"
                        .formatted(property, address));
    }
}
