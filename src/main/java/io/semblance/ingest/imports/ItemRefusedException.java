package io.semblance.ingest.imports;

import io.semblance.jobs.ItemError;

import org.jspecify.annotations.Nullable;

/** Thrown if one document of an import cannot be taken; the others can. */
final class ItemRefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String code;
    private final @Nullable String field;

    ItemRefusedException(String code, String detail, @Nullable String field) {
        super(detail, null, false, false);
        this.code = code;
        this.field = field;
    }

    ItemError error(@Nullable String file, @Nullable Long line, @Nullable String id) {
        return new ItemError(file, line, id, code, String.valueOf(getMessage()), field);
    }
}
