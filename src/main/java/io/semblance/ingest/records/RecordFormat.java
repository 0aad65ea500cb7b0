package io.semblance.ingest.records;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The formats of files with one document per record. */
public enum RecordFormat {
    /** One JSON object per line. */
    NDJSON,
    /** Comma-separated values whose first row names the columns. */
    CSV,
    /** One array of JSON objects. */
    JSON;

    /** The media types of the format, the preferred one first. */
    private List<String> mediaTypes() {
        return switch (this) {
            case NDJSON ->
                    List.of(
                            "application/x-ndjson",
                            "application/jsonl",
                            "application/jsonlines",
                            "application/ndjson");
            case CSV -> List.of("text/csv", "application/csv", "text/tab-separated-values");
            case JSON -> List.of("application/json");
        };
    }

    /** The format of a media type without parameters; empty if there is none. */
    public static Optional<RecordFormat> ofMediaType(String mediaType) {
        String lower = mediaType.toLowerCase(Locale.ROOT);
        return Arrays.stream(values())
                .filter(each -> each.mediaTypes().contains(lower))
                .findFirst();
    }

    /** The media types of all formats, the preferred one of each first. */
    public static List<String> allMediaTypes() {
        return Arrays.stream(values()).flatMap(each -> each.mediaTypes().stream()).toList();
    }

    /**
     * How a file is read.
     *
     * @param charset encoding unless the file has a byte order mark
     * @param maxRecord maximum length of a record, in characters
     * @param delimiter between the cells of CSV; null to find it in the header
     * @param types types of CSV columns, by name
     */
    public record Options(
            Charset charset,
            int maxRecord,
            @Nullable Character delimiter,
            Map<String, ColumnType> types) {}

    /**
     * Reads a file; the reader closes the stream.
     *
     * @throws MalformedFileException if the file cannot be read in this format
     * @throws IOException if the upload ended early
     */
    public RecordReader read(InputStream file, Options options) throws IOException {
        MarkingReader text = new MarkingReader(file, options.charset());
        int max = options.maxRecord();
        return switch (this) {
            case NDJSON -> new TrailingEmptyLines(new NdjsonReader(text, max));
            case CSV ->
                    new TrailingEmptyLines(
                            CsvReader.open(text, options.delimiter(), options.types(), max));
            case JSON -> new JsonArrayReader(text, max);
        };
    }
}
