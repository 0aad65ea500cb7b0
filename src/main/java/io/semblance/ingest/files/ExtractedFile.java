package io.semblance.ingest.files;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;

/**
 * A file as text. Paragraphs are separated by blank lines; a row of a table is a line whose cells
 * are separated by {@code " | "}; code blocks are verbatim. Markdown is kept as it is.
 *
 * @param title as the file states it; null if it does not
 * @param text not blank; without NUL characters and lone surrogates
 * @param sections in the order of their starts, at most one for each start
 * @param metadata JSON values: an object {@code source} with {@code file} and {@code contentType},
 *     and, if the file states them, {@code author}, {@code created} and {@code modified}
 */
public record ExtractedFile(
        @Nullable String title, String text, List<Section> sections, Map<String, Object> metadata) {

    /** Copies the list and the map. */
    public ExtractedFile {
        sections = List.copyOf(sections);
        metadata = Map.copyOf(metadata);
    }
}
