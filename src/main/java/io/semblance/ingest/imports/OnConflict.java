package io.semblance.ingest.imports;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What an import does with a document whose id is already in the collection. */
public enum OnConflict {
    /** Replaces the stored document. */
    REPLACE,
    /** Keeps the stored document, and counts the other as skipped. */
    SKIP,
    /** Keeps the stored document, and reports the other as failed. */
    FAIL;

    /** The value of a name, for example {@code replace}; empty if there is none. */
    public static Optional<OnConflict> of(String name) {
        return Arrays.stream(values()).filter(each -> each.id().equals(name)).findFirst();
    }

    /** The name as requests spell it. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }
}
