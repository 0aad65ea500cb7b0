package io.semblance.security;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

import java.util.List;

/**
 * Who may use the service.
 *
 * @param open true to serve everybody on an address that others can reach
 * @param allowedHosts host names, without a port, that clients may use if there is no API key,
 *     beside those of the local machine; {@code *.example.com} is any name below that one
 * @param allowedOrigins origins of web pages, such as {@code https://app.example.com}, that may
 *     send requests, beside the service's own
 * @param apiKey the key that every request must carry; from the environment, never from a file in
 *     version control
 */
@ConfigurationProperties("semblance.security")
record SecurityProperties(
        @DefaultValue("false") boolean open,
        @DefaultValue List<String> allowedHosts,
        @DefaultValue List<String> allowedOrigins,
        @Nullable String apiKey) {

    static final int MIN_KEY_LENGTH = 16;

    /** Refuses a key that is easily guessed. */
    SecurityProperties {
        allowedHosts = List.copyOf(allowedHosts);
        allowedOrigins = List.copyOf(allowedOrigins);
        if (apiKey != null && apiKey.length() < MIN_KEY_LENGTH) {
            throw new IllegalArgumentException(
                    "semblance.security.api-key must have at least %d characters, got: %d; for example the output of: openssl rand -hex 32"
                            .formatted(MIN_KEY_LENGTH, apiKey.length()));
        }
    }

    /** Without the key. */
    @Override
    public String toString() {
        return "SecurityProperties[open=%s, allowedHosts=%s, allowedOrigins=%s, apiKey=%s]"
                .formatted(open, allowedHosts, allowedOrigins, apiKey == null ? "none" : "set");
    }
}
