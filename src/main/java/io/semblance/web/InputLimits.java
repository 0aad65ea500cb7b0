package io.semblance.web;

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
            throw new ApiException(
                    ApiError.badRequest(
                            ErrorCode.TOO_MANY_INPUTS,
                            "%d %s in one request, the limit is %d; send them in parts or raise semblance.limits.inputs"
                                    .formatted(count, what, limits.inputs()),
                            field));
        }
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
