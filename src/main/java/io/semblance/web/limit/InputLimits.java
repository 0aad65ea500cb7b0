package io.semblance.web.limit;

import io.semblance.web.error.ApiError;
import io.semblance.web.error.ApiException;
import io.semblance.web.error.ErrorCode;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The limits on the number of texts in a request and on their length, in any dialect. */
@Component
public final class InputLimits {

    private final LimitProperties limits;

    InputLimits(LimitProperties limits) {
        this.limits = limits;
    }

    /**
     * Requires at most {@link #count()} texts.
     *
     * @param field field with the texts
     * @param what name of the texts in the message, in the plural
     * @param count number of texts
     */
    public void requireCount(String field, String what, int count) {
        if (count > limits.inputs()) {
            throw new ApiException(tooMany(field, what));
        }
    }

    /** Returns the maximum number of texts in a request. */
    public int count() {
        return limits.inputs();
    }

    /** Returns the maximum number of token ids in a text. */
    public int length() {
        return limits.characters();
    }

    /** Returns the error for more texts than the limit; it does not contain their number. */
    public ApiError tooMany(@Nullable String field, String what) {
        return ApiError.badRequest(
                ErrorCode.TOO_MANY_INPUTS,
                "more than %d %s in one request; send them in parts or raise semblance.limits.inputs"
                        .formatted(limits.inputs(), what),
                field);
    }

    /** Returns the error for more token ids than the limit; it does not contain their number. */
    public ApiError tooManyIds() {
        return ApiError.badRequest(
                ErrorCode.TEXT_TOO_LONG,
                "a text has more than %d token ids; shorten it or raise semblance.limits.characters"
                        .formatted(limits.characters()),
                null);
    }

    /**
     * Requires a text that is not too long.
     *
     * @param field field with the text
     * @param name name of the text in the message
     * @param length length of the text in {@code unit}
     * @param unit unit of the length, in the plural
     */
    public void requireLength(String field, String name, int length, String unit) {
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
