package io.semblance.store.filter;

/** Thrown if a filter is not valid; the message says where and why. */
public final class FilterSyntaxException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    FilterSyntaxException(String message) {
        super(message);
    }

    static FilterSyntaxException at(int offset, String problem) {
        return new FilterSyntaxException("filter, column %d: %s".formatted(offset + 1, problem));
    }
}
