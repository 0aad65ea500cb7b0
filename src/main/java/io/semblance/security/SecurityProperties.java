package io.semblance.security;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

import java.util.List;

/**
 * Access to the service.
 *
 * @param open true to allow access without an API key on an address that other machines can reach
 * @param allowedHosts host names, without a port, that clients may use if there is no API key, in
 *     addition to those of the local machine; {@code *.example.com} matches every subdomain
 * @param allowedOrigins origins of web pages, such as {@code https://app.example.com}, that may
 *     send requests and read the responses (CORS), in addition to the service's own; {@code *} for
 *     every origin
 * @param apiKey API key that every request must have; set it in the environment, never in a file
 *     under version control
 */
@ConfigurationProperties("semblance.security")
record SecurityProperties(
        @DefaultValue("false") boolean open,
        @DefaultValue List<String> allowedHosts,
        @DefaultValue List<String> allowedOrigins,
        @Nullable String apiKey) {

    static final int MIN_KEY_LENGTH = 16;

    /** Refuses a key that is too short. */
    SecurityProperties {
        allowedHosts = List.copyOf(allowedHosts);
        allowedOrigins = List.copyOf(allowedOrigins);
        if (apiKey != null && apiKey.length() < MIN_KEY_LENGTH) {
            throw new IllegalArgumentException(
                    "semblance.security.api-key must have at least %d characters, got: %d; for example the output of: openssl rand -hex 32"
                            .formatted(MIN_KEY_LENGTH, apiKey.length()));
        }
    }

    /** Omits the key. */
    @Override
    public String toString() {
        return "SecurityProperties[open=%s, allowedHosts=%s, allowedOrigins=%s, apiKey=%s]"
                .formatted(open, allowedHosts, allowedOrigins, apiKey == null ? "none" : "set");
    }
}
