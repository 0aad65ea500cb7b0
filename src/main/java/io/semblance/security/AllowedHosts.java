package io.semblance.security;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The host names that requests may use, as protection against DNS rebinding: a web page can make
 * its own host name resolve to this machine and then read and write as a page of this service
 * could, but the {@code Host} header still contains that name. With an API key every host is
 * accepted, since such a page does not have the key. Immutable.
 */
public final class AllowedHosts {

    private static final Pattern IPV4 =
            Pattern.compile("(?:(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)(?:\\.(?!$)|$)){4}");
    private static final Pattern NAME =
            Pattern.compile("(?:\\*\\.)?[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9_])?");

    private static final Pattern HEADER =
            Pattern.compile("(?<host>\\[[^\\[\\]]+]|[^:\\[\\]]+)(?::\\d*)?");

    private final boolean any;
    private final boolean addresses;
    private final List<String> names;

    /**
     * Accepts the names of the local machine, and the given hosts.
     *
     * @param any whether every host is accepted
     * @param addresses whether every IP address is accepted; a page cannot rebind an address
     * @param names host names without a port; {@code *.example.com} matches every subdomain
     * @throws IllegalArgumentException if one of them is not a host name
     */
    AllowedHosts(boolean any, boolean addresses, List<String> names) {
        this.any = any;
        this.addresses = addresses;
        this.names = names.stream().map(AllowedHosts::checked).toList();
    }

    private static String checked(String name) {
        String host = withoutDot(unbracketed(name.strip().toLowerCase(Locale.ROOT)));
        if (!NAME.matcher(host).matches() && !isIpv6(host)) {
            throw new IllegalArgumentException(
                    "semblance.security.allowed-hosts takes host names without scheme and port, such as search.example.com or *.example.com, got: '%s'"
                            .formatted(name));
        }
        return host;
    }

    /**
     * Whether a request with this {@code Host} header is accepted.
     *
     * @param header a host with or without a port
     */
    public boolean accepts(String header) {
        if (any) {
            return true;
        }
        String host = host(header);
        return isLoopback(host)
                || (addresses && (IPV4.matcher(host).matches() || isIpv6(host)))
                || names.stream().anyMatch(name -> matches(name, host));
    }

    /** The host without its port and without the dot of the root; empty if this is not a host. */
    private static String host(String header) {
        Matcher parts = HEADER.matcher(header.toLowerCase(Locale.ROOT));
        return parts.matches() ? withoutDot(unbracketed(parts.group("host"))) : "";
    }

    private static boolean matches(String name, String host) {
        return name.startsWith("*.") ? host.endsWith(name.substring(1)) : host.equals(name);
    }

    private static boolean isLoopback(String host) {
        return host.equals("localhost")
                || host.endsWith(".localhost")
                || (host.startsWith("127.") && IPV4.matcher(host).matches())
                || (isIpv6(host) && InetAddress.ofLiteral(host).isLoopbackAddress());
    }

    /** Whether this is an IPv6 address, with or without an IPv4 address within it. */
    private static boolean isIpv6(String host) {
        if (host.indexOf(':') < 0 || host.indexOf('%') >= 0) {
            return false;
        }
        try {
            return Inet6Address.ofLiteral(host) != null;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static String unbracketed(String host) {
        return host.startsWith("[") && host.endsWith("]")
                ? host.substring(1, host.length() - 1)
                : host;
    }

    private static String withoutDot(String host) {
        return host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    }
}
