package io.semblance.cli;

import org.jspecify.annotations.Nullable;

import java.util.Locale;
import java.util.Map;

/** What a file contains, and how the service is informed. */
enum ImportFormat {
    NDJSON("application/x-ndjson"),
    CSV("text/csv"),
    JSON("application/json"),
    PARQUET("application/vnd.apache.parquet"),
    /** Documents, each a file of its own. */
    FILES("multipart/form-data");

    private static final String GZIP = ".gz";

    private static final Map<String, ImportFormat> DATA =
            Map.of(
                    "jsonl", NDJSON,
                    "ndjson", NDJSON,
                    "csv", CSV,
                    "json", JSON,
                    "parquet", PARQUET);

    private static final Map<String, String> DOCUMENT_TYPES =
            Map.ofEntries(
                    Map.entry("txt", "text/plain"),
                    Map.entry("md", "text/markdown"),
                    Map.entry("markdown", "text/markdown"),
                    Map.entry("html", "text/html"),
                    Map.entry("htm", "text/html"),
                    Map.entry("pdf", "application/pdf"),
                    Map.entry(
                            "docx",
                            "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
                    Map.entry(
                            "pptx",
                            "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
                    Map.entry(
                            "xlsx",
                            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
                    Map.entry("epub", "application/epub+zip"),
                    Map.entry("eml", "message/rfc822"));

    private final String contentType;

    ImportFormat(String contentType) {
        this.contentType = contentType;
    }

    /** The type of a request; for {@link #FILES} without its boundary. */
    String contentType() {
        return contentType;
    }

    /** The format that the extension of a file's name says, or null. */
    static @Nullable ImportFormat ofName(String name) {
        ImportFormat data = DATA.get(extension(withoutGzip(name)));
        if (data != null) {
            return data;
        }
        return DOCUMENT_TYPES.containsKey(extension(name)) ? FILES : null;
    }

    /** The type of one document. */
    static String documentType(String name) {
        return DOCUMENT_TYPES.getOrDefault(extension(name), "application/octet-stream");
    }

    static boolean isGzip(String name) {
        return name.toLowerCase(Locale.ROOT).endsWith(GZIP);
    }

    private static String withoutGzip(String name) {
        return isGzip(name) ? name.substring(0, name.length() - GZIP.length()) : name;
    }

    private static String extension(String name) {
        return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    }

    /** As {@code --format} names it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
