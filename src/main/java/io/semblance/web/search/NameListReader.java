package io.semblance.web.search;

import io.semblance.web.error.ApiError;
import io.semblance.web.error.ErrorCode;
import io.semblance.web.json.BoundedListReader;

/** Reads a list of names from a small set, such as the optional fields of a response. */
final class NameListReader extends BoundedListReader<String> {

    private static final long serialVersionUID = 1L;

    private static final int MAX_NAMES = 100;

    NameListReader() {
        super(
                String.class,
                MAX_NAMES,
                ApiError.badRequest(
                        ErrorCode.INVALID_VALUE,
                        "a list has at most %d names".formatted(MAX_NAMES),
                        null));
    }
}
