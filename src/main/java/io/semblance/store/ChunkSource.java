package io.semblance.store;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;

import org.jspecify.annotations.Nullable;

/**
 * Where a chunk begins in the file that its document was read from. What does not apply to the kind
 * of file is null.
 *
 * @param page page, slide or section of a book, from 1
 * @param section the headings above the chunk, outermost first, separated by {@code " › "}; at most
 *     {@value #MAX_NAME} characters
 * @param sheet name of the sheet of a workbook, at most {@value #MAX_NAME} characters
 * @param row row of the sheet, from 1
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ChunkSource(
        @Nullable Integer page,
        @Nullable String section,
        @Nullable String sheet,
        @Nullable Integer row) {

    /** The most characters of a section and of a sheet's name. */
    public static final int MAX_NAME = 1_000;

    /** Checks the bounds. */
    public ChunkSource {
        requirePositive("page", page);
        requirePositive("row", row);
        requireShort("section", section);
        requireShort("sheet", sheet);
    }

    private static void requirePositive(String name, @Nullable Integer value) {
        if (value != null && value < 1) {
            throw new IllegalArgumentException(
                    "%s must be at least 1, got: %d".formatted(name, value));
        }
    }

    private static void requireShort(String name, @Nullable String value) {
        if (value != null && value.length() > MAX_NAME) {
            throw new IllegalArgumentException(
                    "%s must have at most %d characters, got: %d"
                            .formatted(name, MAX_NAME, value.length()));
        }
    }

    /** Whether nothing is known about the place. */
    @JsonIgnore
    public boolean isEmpty() {
        return page == null && section == null && sheet == null && row == null;
    }
}
