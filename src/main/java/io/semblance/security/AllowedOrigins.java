package io.semblance.security;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The origins of web pages that may send requests: the service's own origin, and the configured
 * ones. A browser sends simple requests of any page, with or without a key, and only hides the
 * response from the page; therefore a request of any other origin is refused. {@code *} allows
 * every origin. Immutable.
 */
public final class AllowedOrigins {

    private static final Pattern ORIGIN =
            Pattern.compile(
                    "(?<scheme>[a-z][a-z0-9+.-]*)://(?<host>\\[[0-9a-f:.]+]|[^\\s/?#@:*\\[\\],]+)(?::(?<port>\\d{1,5}))?");
    private static final String ANY = "*";
    private static final Map<String, String> DEFAULT_PORTS = Map.of("http", "80", "https", "443");

    private final List<String> origins;

    /**
     * Allows these origins in addition to the service's own.
     *
     * @throws IllegalArgumentException if one of them is not an origin
     */
    AllowedOrigins(List<String> origins) {
        this.origins = origins.stream().map(AllowedOrigins::checked).toList();
    }

    private static String checked(String origin) {
        return origin.strip().equals(ANY) ? ANY : configured(origin);
    }

    private static String configured(String origin) {
        return normalized(origin.strip())
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "semblance.security.allowed-origins takes a scheme, a host and a port that is not the scheme's default, such as https://app.example.com, or * for every origin, got: '%s'"
                                        .formatted(origin)));
    }

    /** The configured origins, as browsers send them; {@code *} if every origin is allowed. */
    public List<String> origins() {
        return origins;
    }

    /** Whether this {@code Origin} header is one of the configured origins. */
    public boolean accepts(String origin) {
        return origins.contains(ANY) || normalized(origin).filter(origins::contains).isPresent();
    }

    /**
     * Whether a page of this origin came from the host that its request is sent to. The scheme only
     * determines the default port, since a proxy may terminate TLS.
     *
     * @param origin the {@code Origin} header
     * @param host the {@code Host} header
     */
    public static boolean isSame(String origin, String host) {
        int end = origin.indexOf("://");
        return end > 0
                && origin.toLowerCase(Locale.ROOT).startsWith("http")
                && normalized(origin).equals(normalized(origin.substring(0, end) + "://" + host))
                && normalized(origin).isPresent();
    }

    /** The origin in lower case, without a default port; empty if this is not an origin. */
    private static Optional<String> normalized(String origin) {
        Matcher parts = ORIGIN.matcher(origin.toLowerCase(Locale.ROOT));
        if (!parts.matches()) {
            return Optional.empty();
        }
        String base = parts.group("scheme") + "://" + parts.group("host");
        String port = parts.group("port");
        return Optional.of(
                port == null || port.equals(DEFAULT_PORTS.get(parts.group("scheme")))
                        ? base
                        : base + ":" + port);
    }
}
