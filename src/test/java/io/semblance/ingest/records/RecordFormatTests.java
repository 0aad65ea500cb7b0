package io.semblance.ingest.records;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Records that cannot be read, and files that are not valid. */
class RecordFormatTests {

    private static final int MAX_RECORD = 1_000;

    private static List<String> read(RecordFormat format, String file) throws IOException {
        return read(format, file.getBytes(StandardCharsets.UTF_8));
    }

    /** Each record as its line and its fields or problem. */
    private static List<String> read(RecordFormat format, byte[] file) throws IOException {
        RecordFormat.Options options =
                new RecordFormat.Options(StandardCharsets.UTF_8, MAX_RECORD, null, Map.of());
        List<String> records = new ArrayList<>();
        try (RecordReader reader = format.read(new ByteArrayInputStream(file), options)) {
            for (SourceRecord next = reader.next(); next != null; next = reader.next()) {
                records.add(
                        next.line()
                                + " "
                                + switch (next) {
                                    case SourceRecord.Fields each -> each.fields();
                                    case SourceRecord.Unreadable each -> each.problem();
                                });
            }
        }
        return records;
    }

    @Test
    void elementThatIsTooLongIsSkippedAlone() throws IOException {
        String big = "{\"text\": \"%s\"}".formatted("x]},\\\"{[".repeat(50_000));
        String many = "{\"list\": [%s 1]}".formatted("{\"a\": 1},\r\n".repeat(5_000));

        assertThat(
                        read(
                                RecordFormat.JSON,
                                " [ {\"a\": \"one\"},\n%s,\n%s , {\"b\": [{}, \"}\"]} ]\n"
                                        .formatted(big, many)))
                .containsExactly(
                        "1 {a=one}",
                        "2 RECORD_TOO_LARGE",
                        "3 RECORD_TOO_LARGE",
                        "5003 {b=[{}, }]}");
    }

    @Test
    void elementWithAByteThatIsNotInTheEncodingIsRefusedAlone() throws IOException {
        byte[] file = "[{\"a\": \"?\"}, {\"?\": 1}, {\"a\": 2}]".getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < file.length; i++) {
            file[i] = file[i] == '?' ? (byte) 0xE9 : file[i];
        }

        assertThat(read(RecordFormat.JSON, file))
                .containsExactly("1 INVALID_ENCODING", "1 INVALID_ENCODING", "1 {a=2}");
    }

    @Test
    void elementWithAKeyTwiceOrTooDeepIsRefusedAlone() throws IOException {
        String deep = "{\"a\":%s1%s}".formatted("[".repeat(100), "]".repeat(100));

        assertThat(
                        read(
                                RecordFormat.JSON,
                                "[{\"a\": 1, \"a\": 2}, %s, null, -1.5, \"[\", [1], {}]"
                                        .formatted(deep)))
                .containsExactly(
                        "1 MALFORMED_JSON",
                        "1 MALFORMED_JSON",
                        "1 INVALID_VALUE",
                        "1 INVALID_VALUE",
                        "1 INVALID_VALUE",
                        "1 INVALID_VALUE",
                        "1 {}");
    }

    @Test
    void emptyArrayHasNoRecords() throws IOException {
        assertThat(read(RecordFormat.JSON, "[ ]\n")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "[",
                "[{}",
                "[{},",
                "[{},]",
                "[,{}]",
                "[}]",
                "[{} {}]",
                "[{}]]",
                "[{\"a\"}]",
                "[{\"a\": \"]",
                "[nul]",
                "[{]]",
                "[5"
            })
    void fileThatIsNotAnArrayIsMalformed(String file) {
        assertThatThrownBy(() -> read(RecordFormat.JSON, file))
                .isInstanceOf(MalformedFileException.class);
    }

    @Test
    void syntaxErrorHasItsPlaceInTheFile() {
        assertThatThrownBy(() -> read(RecordFormat.JSON, "[{},\n  {\"a\": 1 2}]"))
                .hasMessageContaining("line 2")
                .hasMessageContaining("(column 11)");
        assertThatThrownBy(() -> read(RecordFormat.JSON, "[{},\r\n  {\"a\":\r\n 1 2}]"))
                .hasMessageContaining("line 3")
                .hasMessageContaining("(column 4)");
    }

    @Test
    void rowAfterAQuoteThatIsNotClosedIsRead() throws IOException {
        assertThat(read(RecordFormat.CSV, "a,b\n\"open,1\nx,2\n\"also\nopen\",3\n\"4\n,\",5\n"))
                .containsExactly(
                        "2 MALFORMED_CSV",
                        "3 {a=x, b=2}",
                        "4 {a=also\nopen, b=3}",
                        "6 {a=4\n,, b=5}");
    }

    @Test
    void rowMayContinueBeyondTheSearchOfAnEarlierRow() throws IOException {
        String open = "\"" + "x".repeat(600);
        String cell = "y".repeat(300);
        assertThat(read(RecordFormat.CSV, "a\n%s\n\"%s\n%s\"\nz\n".formatted(open, cell, cell)))
                .containsExactly(
                        "2 MALFORMED_CSV", "3 {a=%s\n%s}".formatted(cell, cell), "5 {a=z}");
    }

    @Test
    void shortLinesAfterAQuoteThatIsNotClosedAreBounded() throws IOException {
        assertThat(read(RecordFormat.CSV, "a\n\"1\n" + "\n".repeat(20) + "2\"\n"))
                .startsWith("2 MALFORMED_CSV")
                .endsWith("23 {a=2\"}");
    }

    @Test
    void manyQuotesThatAreNotClosedAreReadInLinearTime() throws IOException {
        RecordFormat.Options options =
                new RecordFormat.Options(StandardCharsets.UTF_8, 100_000_000, null, Map.of());
        byte[] file = ("a,b\n" + "\",a\",\"b\n".repeat(200_000)).getBytes(StandardCharsets.UTF_8);
        int records = 0;
        try (RecordReader reader = RecordFormat.CSV.read(new ByteArrayInputStream(file), options)) {
            while (reader.next() != null) {
                records++;
            }
        }
        assertThat(records).isEqualTo(200_000);
    }

    @Test
    void numberThatIsTooLargeIsNoNumber() throws IOException {
        assertThat(read(RecordFormat.CSV, "a:number\n1e400\n-1e400\n1e300\n"))
                .containsExactly("2 INVALID_VALUE", "3 INVALID_VALUE", "4 {a=1.0E300}");
        assertThat(Objects.requireNonNull(ColumnType.NUMBER.value("12"))).isEqualTo(12L);
    }
}
