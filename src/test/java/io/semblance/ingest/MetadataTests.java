package io.semblance.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.semblance.ingest.DocumentRefusedException.Reason;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

import java.util.Map;

class MetadataTests {

    private static final long LIMIT = 65_536;

    /** The examples of RFC 7396, appendix A, that are objects. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"a\":\"b\"}           | {\"a\":\"c\"}                    | {\"a\":\"c\"}",
                "{\"a\":\"b\"}           | {\"b\":\"c\"}                    |"
                        + " {\"a\":\"b\",\"b\":\"c\"}",
                "{\"a\":\"b\"}           | {\"a\":null}                     | {}",
                "{\"a\":\"b\",\"b\":\"c\"} | {\"a\":null}                   | {\"b\":\"c\"}",
                "{\"a\":[\"b\"]}         | {\"a\":\"c\"}                    | {\"a\":\"c\"}",
                "{\"a\":\"c\"}           | {\"a\":[\"b\"]}                  | {\"a\":[\"b\"]}",
                "{\"a\":{\"b\":\"c\"}}   | {\"a\":{\"b\":\"d\",\"c\":null}} |"
                        + " {\"a\":{\"b\":\"d\"}}",
                "{\"a\":[{\"b\":\"c\"}]} | {\"a\":[1]}                      | {\"a\":[1]}",
                "{\"e\":null}            | {\"a\":1}                        | {\"e\":null,\"a\":1}",
                "{}                      | {\"a\":{\"bb\":{\"ccc\":null}}}  | {\"a\":{\"bb\":{}}}",
            })
    void mergesAsTheRfcDoes(String target, String patch, String result) {
        assertThat(Metadata.merged(json(target), json(patch))).isEqualTo(json(result));
    }

    @Test
    void equalNumbersAreEqualHoweverTheyAreSpelt() {
        assertThat(Metadata.same(json("{\"a\":1,\"b\":2.5}"), checked("{\"b\":2.50,\"a\":1.0}")))
                .isTrue();
        assertThat(Metadata.same(json("{\"a\":1}"), checked("{\"a\":\"1\"}"))).isFalse();
        assertThat(Metadata.same(json("{\"a\":null}"), checked("{}"))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "9007199254740992",
                "-9007199254740992",
                "1e300",
                "0.1",
                "\"9007199254740993\""
            })
    void keepsWhatAFloatHolds(String number) {
        assertThat(checked("{\"a\":%s}".formatted(number))).containsKey("a");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"9007199254740993", "-9223372036854775808", "18446744073709551616", "1e999"})
    void refusesWhatNoFloatHolds(String number) {
        assertThatThrownBy(() -> checked("{\"o\":[{\"a\":%s}]}".formatted(number)))
                .isInstanceOfSatisfying(
                        DocumentRefusedException.class,
                        refused -> {
                            assertThat(refused.reason()).isEqualTo(Reason.INVALID_METADATA);
                            assertThat(refused.field()).isEqualTo("metadata.o[0].a");
                            assertThat(refused).hasMessageContaining("as strings");
                        });
    }

    @Test
    void refusesDeepNestingAndLongKeys() {
        String deep = "{\"a\":".repeat(17) + "1" + "}".repeat(17);
        String longKey = "{\"%s\":1}".formatted("k".repeat(257));

        assertThatThrownBy(() -> checked(deep)).hasMessageContaining("deeper than 16");
        assertThatThrownBy(() -> checked(longKey)).hasMessageContaining("key of 257 characters");
        assertThat(checked("{\"a\":".repeat(16) + "1" + "}".repeat(16))).isNotEmpty();
    }

    @Test
    void sizeIsCountedInBytes() {
        assertThat(checked("{\"a\":\"%s\"}".formatted("x".repeat(65_528)))).isNotEmpty();
        assertThatThrownBy(() -> checked("{\"a\":\"%s\"}".formatted("ä".repeat(40_000))))
                .isInstanceOfSatisfying(
                        DocumentRefusedException.class,
                        refused ->
                                assertThat(refused.reason()).isEqualTo(Reason.METADATA_TOO_LARGE))
                .hasMessageContaining("80008 bytes");
    }

    @Test
    void valuesTimesChunksAreBounded() {
        var thousand = checked("{\"n\":[%s]}".formatted("1,".repeat(998) + "1"));

        Metadata.requireRoom(thousand, 10_000);
        assertThatThrownBy(() -> Metadata.requireRoom(thousand, 10_001))
                .isInstanceOfSatisfying(
                        DocumentRefusedException.class,
                        refused ->
                                assertThat(refused.reason()).isEqualTo(Reason.METADATA_TOO_LARGE))
                .hasMessageContaining(
                        "the metadata has 1000 values and the document 10001 chunks, the limit for"
                                + " the product is 10000000;");
    }

    private static Map<String, @Nullable Object> checked(String json) {
        return Metadata.checked(json(json), LIMIT);
    }

    private static Map<String, @Nullable Object> json(String json) {
        return JsonMapper.shared().readValue(json, new TypeReference<>() {});
    }
}
