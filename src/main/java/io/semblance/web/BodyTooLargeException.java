package io.semblance.web;

import java.io.IOException;

/** A body longer than the limit; thrown while it is read. */
final class BodyTooLargeException extends IOException {

    private static final long serialVersionUID = 1L;

    BodyTooLargeException(long maxBytes) {
        super(
                "the body is longer than %d bytes; send it in parts or raise semblance.limits.body"
                        .formatted(maxBytes));
    }
}
