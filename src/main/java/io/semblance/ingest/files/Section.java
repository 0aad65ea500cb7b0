package io.semblance.ingest.files;

import org.jspecify.annotations.Nullable;

/**
 * A place in the text of a file where a page, a heading, a sheet or a row begins. It applies up to
 * the next section. What does not apply to the kind of file is null.
 *
 * @param start offset in the text, in UTF-16 code units
 * @param page page or slide, from 1
 * @param heading the headings above the text, outermost first, separated by {@code " › "}; at most
 *     {@value #MAX_NAME} characters
 * @param sheet name of the sheet of a workbook, at most {@value #MAX_NAME} characters
 * @param row row of the sheet, from 1
 */
public record Section(
        int start,
        @Nullable Integer page,
        @Nullable String heading,
        @Nullable String sheet,
        @Nullable Integer row) {

    /** The most characters of a heading path and of a sheet's name. */
    static final int MAX_NAME = 1_000;
}
