package io.semblance.ingest.records;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

import java.util.Map;

/** Reads JSON objects strictly: no duplicate keys, nothing after the value. */
final class RecordJson {

    static final TypeReference<Map<String, @Nullable Object>> OBJECT = new TypeReference<>() {};
    private static final int MAX_DEPTH = 64;

    private RecordJson() {}

    /**
     * A mapper for one file.
     *
     * @param maxRecord maximum length of a record, in characters
     */
    static JsonMapper mapper(int maxRecord) {
        return JsonMapper.builder(
                        JsonFactory.builder()
                                .streamReadConstraints(
                                        StreamReadConstraints.builder()
                                                .maxStringLength(maxRecord)
                                                .maxNestingDepth(MAX_DEPTH)
                                                .maxDocumentLength(-1)
                                                .build())
                                .build())
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .build();
    }

    /** What is wrong, in one line, without names from the code of the parser. */
    static String problem(JacksonException failure) {
        return problem(failure, 0);
    }

    /**
     * What is wrong with a part of a file.
     *
     * @param columnsBefore columns before the part in its first line
     */
    static String problem(JacksonException failure, int columnsBefore) {
        String message = String.valueOf(failure.getOriginalMessage());
        String first = message.lines().findFirst().orElse("");
        String plain =
                first.startsWith("Unexpected end-of-input")
                        ? "it ends too early"
                        : first.replaceAll(":? ?(was expecting.*|\\(.*)", "");
        TokenStreamLocation location = failure.getLocation();
        if (location == null || location.getColumnNr() <= 0) {
            return plain;
        }
        int before = location.getLineNr() <= 1 ? columnsBefore : 0;
        return "%s (column %d)".formatted(plain, before + location.getColumnNr());
    }
}
