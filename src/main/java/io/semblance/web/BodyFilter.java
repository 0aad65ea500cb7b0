package io.semblance.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * Inflates a body that comes as gzip, and stops reading any body at the limit: whatever length it
 * says it has, and however small it was when it was deflated.
 */
@Component
final class BodyFilter extends OncePerRequestFilter {

    private static final int BUFFER_BYTES = 8_192;

    private final long maxBytes;

    BodyFilter(LimitProperties limits) {
        this.maxBytes = limits.body().toBytes();
    }

    @Override
    protected void doFilterInternal(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        chain.doFilter(
                new HttpServletRequestWrapper(request) {
                    @Override
                    public ServletInputStream getInputStream() throws IOException {
                        if (getContentLengthLong() > maxBytes) {
                            throw UnreadableBodyException.tooLarge(maxBytes);
                        }
                        return body(super.getInputStream(), encoding(request));
                    }
                },
                response);
    }

    private ServletInputStream body(ServletInputStream stream, @Nullable String encoding)
            throws IOException {
        return switch (encoding) {
            case null -> new LimitedBody(stream, stream, maxBytes);
            case "identity" -> new LimitedBody(stream, stream, maxBytes);
            case "gzip", "x-gzip" -> new LimitedBody(inflated(stream), stream, maxBytes);
            default -> throw UnreadableBodyException.unknownEncoding(encoding);
        };
    }

    private static @Nullable String encoding(HttpServletRequest request) {
        String encoding = request.getHeader(HttpHeaders.CONTENT_ENCODING);
        return encoding == null ? null : encoding.strip().toLowerCase(Locale.ROOT);
    }

    private static InputStream inflated(ServletInputStream stream) throws IOException {
        try {
            return new GZIPInputStream(stream, BUFFER_BYTES);
        } catch (ZipException | EOFException e) {
            throw UnreadableBodyException.notGzip();
        }
    }
}
