package io.semblance.web.filter;

import io.semblance.web.error.ApiError;
import io.semblance.web.error.UnreadableBodyException;
import io.semblance.web.limit.LimitProperties;
import io.semblance.web.limit.RequestMemory;

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
import java.util.regex.Pattern;
import java.util.zip.ZipException;

/**
 * Decompresses gzip bodies and limits the size of all bodies. A body is read up to the limit,
 * independent of its declared length and counted after decompression. Until the request ends, it
 * holds a lease of the {@link RequestMemory}. A body that its handler streams has no limit and no
 * lease.
 */
@Component
final class BodyFilter extends OncePerRequestFilter {

    /** Routes whose handlers read the body piece by piece, so that its size does not matter. */
    private static final Pattern STREAMED =
            Pattern.compile("/v1/collections/[^/]+/documents/import");

    private final long maxBytes;
    private final RequestMemory memory;

    BodyFilter(LimitProperties limits, RequestMemory memory) {
        this.maxBytes = limits.body().toBytes();
        this.memory = memory;
    }

    @Override
    protected void doFilterInternal(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        // Other methods of this path address a document with the id "import".
        boolean streamed =
                request.getMethod().equals("POST")
                        && STREAMED.matcher(request.getRequestURI()).matches();
        try (RequestMemory.Lease lease = memory.lease();
                LimitedRequest limited =
                        streamed
                                ? new LimitedRequest(request, Long.MAX_VALUE, null)
                                : new LimitedRequest(request, maxBytes, lease)) {
            chain.doFilter(limited, response);
        }
    }

    /** A request that opens its body on first use. */
    private static final class LimitedRequest extends HttpServletRequestWrapper
            implements AutoCloseable {

        private final long maxBytes;
        private final RequestMemory.@Nullable Lease lease;
        private @Nullable ServletInputStream body;
        private @Nullable InputStream inflated;

        /**
         * @param lease takes memory for the body; null if its handler does not keep it
         */
        LimitedRequest(
                HttpServletRequest request, long maxBytes, RequestMemory.@Nullable Lease lease) {
            super(request);
            this.lease = lease;
            this.maxBytes = maxBytes;
        }

        @Override
        public ServletInputStream getInputStream() throws IOException {
            if (body == null) {
                body = open(super.getInputStream(), getHeader(HttpHeaders.CONTENT_ENCODING));
            }
            return body;
        }

        private ServletInputStream open(ServletInputStream line, @Nullable String encoding)
                throws IOException {
            if (getContentLengthLong() > maxBytes) {
                throw UnreadableBodyException.tooLarge(maxBytes);
            }
            ApiError refusal =
                    lease == null ? null : lease.refusal(Math.max(0, getContentLengthLong()));
            if (refusal != null) {
                throw new UnreadableBodyException(refusal);
            }
            if (encoding == null) {
                return new LimitedBody(line, line, maxBytes, lease);
            }
            return switch (encoding.strip().toLowerCase(Locale.ROOT)) {
                case "identity" -> new LimitedBody(line, line, maxBytes, lease);
                case "gzip", "x-gzip" -> new LimitedBody(inflated(line), line, maxBytes, lease);
                default -> throw UnreadableBodyException.unknownEncoding(encoding);
            };
        }

        private InputStream inflated(ServletInputStream line) throws IOException {
            try {
                inflated = new GzipBody(line, maxBytes);
                return inflated;
            } catch (ZipException | EOFException e) {
                throw UnreadableBodyException.notGzip();
            }
        }

        /** Releases the inflater, which holds memory outside the heap. */
        @Override
        public void close() throws IOException {
            if (inflated != null) {
                inflated.close();
            }
        }
    }
}
