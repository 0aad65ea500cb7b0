package io.semblance.web.filter;

import io.semblance.security.AllowedHosts;
import io.semblance.security.AllowedOrigins;
import io.semblance.web.error.ApiError;
import io.semblance.web.error.ErrorCode;
import io.semblance.web.error.ErrorWriter;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.CorsUtils;
import org.springframework.web.cors.DefaultCorsProcessor;
import org.springframework.web.filter.OncePerRequestFilter;

import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/**
 * Rejects requests that a browser sends for a web page of another site: to a host that is not the
 * service's own ({@link AllowedHosts}), or from an origin that is neither the service's own nor
 * configured ({@link AllowedOrigins}). Responses to configured origins have CORS headers. Programs
 * send neither {@code Origin} nor {@code Sec-Fetch-Site}; for them only the host is checked.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 10)
public final class OriginFilter extends OncePerRequestFilter {

    private static final Duration PREFLIGHT_CACHED = Duration.ofMinutes(10);

    /**
     * Values that a browser sends for the service's own page and for an address typed by the user.
     */
    private static final Set<String> OWN_SITE = Set.of("same-origin", "none");

    /** The page that other sites may link to, because it shows the same to every user. */
    private static final String PAGE = "/docs";

    private final AllowedHosts hosts;
    private final AllowedOrigins origins;
    private final ErrorWriter refusals;
    private final CorsConfiguration cors = new CorsConfiguration();
    private final DefaultCorsProcessor processor = new DefaultCorsProcessor();

    /** Creates a filter for these hosts and origins; the mapper writes the bodies of its errors. */
    public OriginFilter(AllowedHosts hosts, AllowedOrigins origins, JsonMapper json) {
        this.hosts = hosts;
        this.origins = origins;
        this.refusals = new ErrorWriter(json);
        // Patterns, because Spring rejects * with private networks; other origins have no wildcard.
        cors.setAllowedOriginPatterns(origins.origins());
        cors.addAllowedMethod(CorsConfiguration.ALL);
        cors.addAllowedHeader(CorsConfiguration.ALL);
        cors.addExposedHeader(CorsConfiguration.ALL);
        cors.setAllowPrivateNetwork(true);
        cors.setMaxAge(PREFLIGHT_CACHED);
    }

    @Override
    protected void doFilterInternal(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (!origins.origins().isEmpty()) {
            // A cache must not return to one origin what it stored for another or for a program.
            response.addHeader(HttpHeaders.VARY, HttpHeaders.ORIGIN);
        }
        ApiError refusal = refusal(request);
        if (refusal != null) {
            refusals.write(request, response, refusal);
            return;
        }
        String origin = request.getHeader(HttpHeaders.ORIGIN);
        if (origin != null && origins.accepts(origin)) {
            if (!processor.processRequest(cors, request, response)
                    || CorsUtils.isPreFlightRequest(request)) {
                return;
            }
        }
        chain.doFilter(request, response);
    }

    private @Nullable ApiError refusal(HttpServletRequest request) {
        // Only HTTP/1.0, which no browser uses, has no Host. HTTP/2 sends it as the authority.
        String host = request.getHeader(HttpHeaders.HOST);
        if (host == null && request.getProtocol().equals("HTTP/2.0")) {
            host = authority(request);
        }
        if (host != null && !hosts.accepts(host)) {
            return ApiError.of(
                    ErrorCode.HOST_NOT_ALLOWED,
                    "the service does not accept requests for the host '%s'; use localhost, set an API key, or add the name to semblance.security.allowed-hosts"
                            .formatted(host));
        }
        List<String> sent = Collections.list(request.getHeaders(HttpHeaders.ORIGIN));
        if (sent.stream().allMatch(origins::accepts) && !sent.isEmpty()) {
            return null;
        }
        String site = request.getHeader("Sec-Fetch-Site");
        boolean ownSite = site == null || OWN_SITE.contains(site) || isLinkToPage(request);
        String own = host == null ? "" : host;
        if (ownSite && sent.stream().allMatch(origin -> AllowedOrigins.isSame(origin, own))) {
            return null;
        }
        return ApiError.of(
                ErrorCode.ORIGIN_NOT_ALLOWED,
                "requests from web pages of another origin are rejected, got: Origin %s, Sec-Fetch-Site %s; add the page's origin to semblance.security.allowed-origins"
                        .formatted(sent.isEmpty() ? "none" : String.join(", ", sent), site));
    }

    private static boolean isLinkToPage(HttpServletRequest request) {
        return request.getMethod().equals("GET")
                && request.getRequestURI().equals(PAGE)
                && "navigate".equals(request.getHeader("Sec-Fetch-Mode"))
                && "document".equals(request.getHeader("Sec-Fetch-Dest"));
    }

    private static String authority(HttpServletRequest request) {
        int port = request.getServerPort();
        return port > 0 ? request.getServerName() + ":" + port : request.getServerName();
    }
}
