package io.semblance.web.server;

import io.semblance.web.error.ApiError;
import io.semblance.web.error.ErrorCode;

import org.apache.coyote.Request;
import org.apache.tomcat.util.buf.ByteChunk;
import org.apache.tomcat.util.buf.MessageBytes;
import org.apache.tomcat.util.http.MimeHeaders;
import org.apache.tomcat.util.http.parser.Host;
import org.jspecify.annotations.Nullable;

import java.util.Collections;
import java.util.List;

/**
 * The reason why Tomcat cannot parse a request. Tomcat rejects all such requests with status 400
 * and gives the reason only in its log, so the parts of the request are checked again here.
 */
enum RequestFault {
    LINE_TOO_LONG(
            ErrorCode.URI_TOO_LONG,
            "the request line is longer than %,d bytes; shorten the URL, send a long filter or"
                    + " query in a body, or raise server.max-http-request-header-size"),
    HEADER_TOO_LARGE(
            ErrorCode.HEADERS_TOO_LARGE,
            "the request header is larger than %,d bytes or has too many fields; send fewer or"
                    + " shorter fields, or raise server.max-http-request-header-size"),
    HOST_MISSING(ErrorCode.INVALID_REQUEST, "the header Host is missing; HTTP/1.1 requires it"),
    HOSTS(ErrorCode.INVALID_REQUEST, "the header Host occurs more than once; send it once"),
    HOST_MALFORMED(
            ErrorCode.INVALID_REQUEST,
            "the header Host is not a host name with an optional port; names have letters, digits,"
                    + " '-' and '.'"),
    HOST_MISMATCH(
            ErrorCode.INVALID_REQUEST,
            "the header Host and the host in the request line differ; send the same in both"),
    LENGTH_MALFORMED(
            ErrorCode.INVALID_REQUEST,
            "the header Content-Length must occur once and be a whole number"),
    HEADER_MALFORMED(
            ErrorCode.INVALID_REQUEST,
            "a header is malformed: a name has letters, digits and '-', and neither name nor value"
                    + " has control characters"),
    LINE_MALFORMED(
            ErrorCode.INVALID_REQUEST,
            "the request line is not a method, a URL and an HTTP version"),
    PATH_MALFORMED(
            ErrorCode.INVALID_REQUEST,
            "the path is not percent-encoded UTF-8 or contains a forbidden character");

    private final ErrorCode code;
    private final String detail;

    RequestFault(ErrorCode code, String detail) {
        this.code = code;
        this.detail = detail;
    }

    /**
     * Returns the error for the client.
     *
     * @param maxHeaderBytes maximum size of a request header, in bytes
     */
    ApiError error(int maxHeaderBytes) {
        return ApiError.of(code, detail.formatted(maxHeaderBytes));
    }

    /**
     * Returns the reason why Tomcat has rejected a request.
     *
     * @param failure exception of Tomcat's parser; null if the parser accepted the request
     */
    static RequestFault of(Request request, @Nullable Throwable failure) {
        if (failure != null) {
            return ofParser(request, failure);
        }
        MimeHeaders headers = request.getMimeHeaders();
        List<String> hosts = Collections.list(headers.values("host"));
        if (hosts.size() > 1) {
            return HOSTS;
        }
        if (hosts.isEmpty() && request.protocol().equals("HTTP/1.1")) {
            return HOST_MISSING;
        }
        if (!hosts.isEmpty() && !isHost(hosts.getFirst())) {
            return HOST_MALFORMED;
        }
        List<String> lengths = Collections.list(headers.values("content-length"));
        if (lengths.size() > 1 || (lengths.size() == 1 && !isLength(lengths.getFirst()))) {
            return LENGTH_MALFORMED;
        }
        return isAbsolute(request.requestURI()) ? HOST_MISMATCH : PATH_MALFORMED;
    }

    /** The parser stops at the first fault; the parts that it has read show where that is. */
    private static RequestFault ofParser(Request request, Throwable failure) {
        List<String> hosts = Collections.list(request.getMimeHeaders().values("host"));
        if (hosts.size() == 1 && !isHost(hosts.getFirst())) {
            return HOST_MALFORMED;
        }
        boolean tooLarge =
                failure instanceof IllegalStateException || isTooLarge(failure.getMessage());
        if (request.requestURI().isNull()) {
            boolean hasMethod = request.getMethod() != null;
            return tooLarge && hasMethod ? LINE_TOO_LONG : LINE_MALFORMED;
        }
        return tooLarge ? HEADER_TOO_LARGE : HEADER_MALFORMED;
    }

    /** Tomcat has a message for a header that exceeds its buffer, but no exception type. */
    private static boolean isTooLarge(@Nullable String message) {
        return TomcatMessages.HEADER_TOO_LARGE.equals(message);
    }

    private static boolean isHost(String value) {
        if (value.isEmpty()) {
            return true;
        }
        try {
            int colon = Host.parse(value);
            return colon < 0 || isPort(value.substring(colon + 1));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static boolean isPort(String text) {
        return text.length() < 10 && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private static boolean isLength(String text) {
        return !text.isEmpty()
                && text.length() < 19
                && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    /** Tomcat has removed scheme and host, but their bytes are still in front of the path. */
    private static boolean isAbsolute(MessageBytes path) {
        if (path.getType() != MessageBytes.T_BYTES) {
            return false;
        }
        ByteChunk bytes = path.getByteChunk();
        return bytes.getStart() > 0 && bytes.getBytes()[bytes.getStart() - 1] != ' ';
    }
}
