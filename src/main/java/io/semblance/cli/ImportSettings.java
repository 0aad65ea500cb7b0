package io.semblance.cli;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Option;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What the service does with records and documents: options of {@code import}. */
final class ImportSettings {

    /** What happens to a document whose id exists. */
    enum OnConflict {
        REPLACE,
        SKIP,
        FAIL;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Option(
            names = "--on-conflict",
            paramLabel = "ACTION",
            description =
                    "what to do with a document whose id exists: ${COMPLETION-CANDIDATES}; default:"
                            + " replace")
    private @Nullable OnConflict onConflict;

    @Option(
            names = "--id-field",
            paramLabel = "FIELD",
            description = "field of a record with the document's id; default: id")
    private @Nullable String idField;

    @Option(
            names = "--title-field",
            paramLabel = "FIELD",
            description = "field of a record with the title; default: title")
    private @Nullable String titleField;

    @Option(
            names = "--text-field",
            paramLabel = "FIELD",
            split = ",",
            description =
                    "field of a record with the text; several, separated by commas, are joined;"
                            + " default: text")
    private @Nullable List<String> textFields;

    @Option(
            names = "--metadata-field",
            paramLabel = "FIELD",
            split = ",",
            description =
                    "fields of a record that become metadata, separated by commas; default: all"
                            + " others")
    private @Nullable List<String> metadataFields;

    @Option(
            names = "--types",
            paramLabel = "FIELD:TYPE",
            split = ",",
            description =
                    "types of metadata fields, separated by commas, for example year:integer; in"
                            + " CSV every value is a string otherwise")
    private @Nullable List<String> types;

    /** The query of an import request, with its question mark; empty without settings. */
    String query(ImportFormat format) {
        Map<String, @Nullable String> parameters = new LinkedHashMap<>();
        parameters.put("onConflict", onConflict == null ? null : onConflict.toString());
        if (format != ImportFormat.FILES) {
            parameters.put("idField", idField);
            parameters.put("titleField", titleField);
            parameters.put("textField", joined(textFields));
            parameters.put("metadataField", joined(metadataFields));
            parameters.put("types", joined(types));
        }
        String query =
                parameters.entrySet().stream()
                        .filter(each -> each.getValue() != null)
                        .map(each ->
                                each.getKey()
                                        + "="
                                        + ServiceClient.encode(String.valueOf(each.getValue())))
                        .collect(Collectors.joining("&"));
        return query.isEmpty() ? "" : "?" + query;
    }

    private static @Nullable String joined(@Nullable List<String> values) {
        return values == null ? null : String.join(",", values);
    }
}
