package io.semblance.web;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** How many texts a request may bring, and how long each may be, in any dialect. */
@Component
final class InputLimits {

    private final LimitProperties limits;

    InputLimits(LimitProperties limits) {
        this.limits = limits;
    }

    /**
     * Throws if there are too many.
     *
     * @param field that they came in
     * @param what they are called, in the plural
     */
    void requireCount(String field, String what, int count) {
        if (count > limits.inputs()) {
            throw new ApiException(tooMany(field, what));
        }
    }

    /** The most texts of a request. */
    int count() {
        return limits.inputs();
    }

    /** The most input ids of a text. */
    int length() {
        return limits.characters();
    }

    /** The error for more texts than that, however many. */
    ApiError tooMany(@Nullable String field, String what) {
        return ApiError.badRequest(
                ErrorCode.TOO_MANY_INPUTS,
                "more than %d %s in one request; send them in parts or raise semblance.limits.inputs"
                        .formatted(limits.inputs(), what),
                field);
    }

    /** The error for more input ids than that, however many. */
    ApiError tooManyIds() {
        return ApiError.badRequest(
                ErrorCode.TEXT_TOO_LONG,
                "a text has more than %d token ids; shorten it or raise semblance.limits.characters"
                        .formatted(limits.characters()),
                null);
    }

    /**
     * Throws if a text is too long.
     *
     * @param field that it came in
     * @param name of the text
     * @param unit of its length, in the plural
     */
    void requireLength(String field, String name, int length, String unit) {
        if (length > limits.characters()) {
            throw new ApiException(
                    ApiError.badRequest(
                            ErrorCode.TEXT_TOO_LONG,
                            "%s has %d %s, the limit is %d; shorten it or raise semblance.limits.characters"
                                    .formatted(name, length, unit, limits.characters()),
                            field));
        }
    }
}
