package io.semblance.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.semblance.store.SearchRequest.Grouping;
import io.semblance.store.filter.Filter;
import io.semblance.store.filter.FilterParser;
import io.semblance.value.Embedding;
import io.semblance.value.Similarity;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

/** The specification of what filters compare: keys of any name, dates, ids, long lists. */
// NullAway does not read @Nullable inside a record's component types from class files.
@SuppressWarnings("NullAway")
public abstract class FilterContract {

    private DocumentStore store;
    private DocumentIndex index;

    /** Opens an empty store. */
    protected abstract DocumentStore open();

    @BeforeEach
    void create() {
        store = open();
        index =
                store.create(
                        new IndexDefinition(
                                "docs",
                                3,
                                Similarity.COSINE,
                                Language.ENGLISH,
                                store.storageFor(Storage.HALFVEC),
                                16,
                                64));
    }

    @AfterEach
    void close() {
        store.close();
    }

    // Keys

    @ParameterizedTest
    @ValueSource(
            strings = {
                "country.1",
                ".",
                "a.b.c",
                ".leading",
                "trailing.",
                "$ref",
                "a$b",
                "$.a",
                "back\\slash",
                "\\",
                "\\\\",
                "\\.",
                "a\\.b",
                "quo\"te",
                "apo'strophe",
                "a b",
                " ",
                "list[0]",
                "a:b/c?d*e",
                "ключ.ü.鍵.🚀",
                "not",
                "--",
                "1"
            })
    void keyOfAnyNameIsFoundAndDeletedInBothSpellings(String key) {
        write("with", Map.of(key, "BG"));
        write("nested", Map.of("country", Map.of("1", "BG"), "a", Map.of("b", "BG")));

        for (Object spelled :
                List.of(Map.of(json(key), "BG"), "%s == 'BG'".formatted(quoted(key)))) {
            assertThat(found(spelled)).as("%s", spelled).containsExactly("with");
        }
        assertThat(found(Map.of(json(key), Map.of("$exists", false)))).containsExactly("nested");
        assertThat(found(Map.of(json(key), Map.of("$nin", List.of("BG", "US")))))
                .containsExactly("nested");
        assertThat(index.delete(filter(Map.of(json(key), Map.of("$in", List.of("BG"))))))
                .isEqualTo(1);
        assertThat(found("EXISTS country")).containsExactly("nested");
    }

    @Test
    void keyWithADotAndAPathAreToldApart() {
        write("both", Map.of("a.b", 1, "a", Map.of("b", 2, "c.d", 3)));

        assertThat(found(Map.of("a\\.b", 1))).hasSize(1);
        assertThat(found(Map.of("a\\.b", 2))).isEmpty();
        assertThat(found(Map.of("a.b", 2))).hasSize(1);
        assertThat(found(Map.of("a.b", 1))).isEmpty();
        assertThat(found(Map.of("a.c\\.d", 3))).hasSize(1);
        assertThat(found("'a.b' == 1 AND a.b == 2 AND a.'c.d' == 3")).hasSize(1);
    }

    /** In the JSON spelling. */
    private static String json(String key) {
        return key.replaceAll("[.$\\\\]", "\\\\$0");
    }

    /** In the string. */
    private static String quoted(String key) {
        return "'" + key.replaceAll("['\\\\]", "\\\\$0") + "'";
    }

    // Dates

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "at >= '2024-02-01'                                ; feb0430 feb0430z febday march",
                "at < '2024-02-01'                                 ; jan janday",
                "at > '2024-02-01'                                 ; feb0430 feb0430z march",
                "at <= '2024-02-01T00:00:00Z'                      ; jan janday febday",
                "at >= '2024-02-01T04:30:00Z' AND at < '2024-02-02'; feb0430 feb0430z",
                "at == '2024-02-01T04:30:00Z'                      ; feb0430 feb0430z",
                "at == '2024-02-01T05:30:00+01:00'                 ; feb0430 feb0430z",
                "at == '2024-02-01T04:30'                          ; feb0430 feb0430z",
                "at == '2024-02-01'                                ; febday",
                "at == '2024-02-01T00:00:00Z'                      ; ``",
                "at != '2024-02-01T04:30Z' AND at IS NOT NULL      ; jan janday febday march text",
                "at IN ['2024-02-01T04:30Z', '2024-01-31', 'x']    ; feb0430 feb0430z janday",
                "at NOT IN ['2024-02-01T04:30Z'] AND EXISTS at     ; jan janday febday march text",
                "at > 'q'                                          ; text",
                "at STARTS WITH '2024-01-31'                       ; feb0430 janday",
                "at CONTAINS '23:30'                               ; feb0430"
            })
    void datesCompareAsInstants(String filter, @Nullable String ids) {
        write("jan", Map.of("at", "2024-02-01T01:00:00+02:00"));
        write("janday", Map.of("at", "2024-01-31"));
        write("feb0430", Map.of("at", "2024-01-31T23:30:00-05:00"));
        write("feb0430z", Map.of("at", "2024-02-01 04:30:00.000Z"));
        write("febday", Map.of("at", "2024-02-01"));
        write("march", Map.of("at", List.of("2024-03-01T00:00:00.000001Z", "later")));
        write("text", Map.of("at", "text"));
        write("none", Map.of());

        // A string that is not a date stands after every date, as its characters do.
        List<String> expected = new ArrayList<>(List.of(Objects.toString(ids, "").split(" ")));
        expected.remove("");
        if (filter.matches("at >=? '2024-0[^AND]*")) {
            expected.add("text");
        }
        assertThat(found(filter)).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(index.delete(filter(filter))).isEqualTo(expected.size());
    }

    @ParameterizedTest
    @CsvSource({
        "2024-01-31T00:00:00.1234567Z, 2024-01-31T00:00:00.123456Z, true",
        "2024-01-31T00:00:00.9999999Z, 2024-01-31T00:00:01Z, false",
        "1000-01-01T00:00:00+15:59, 0999-12-31T08:01:00Z, false",
        "9999-12-31T23:59:59-15:59, 9999-12-31T23:59:59-15:59, true",
        "2024-02-30T00:00:00Z, 2024-03-01T00:00:00Z, false",
        "2023-02-29, 2023-03-01, false",
        "2024-01-31T23:30:00Z, 2024-01-31T23:30:00ZZ, false"
    })
    void datesAreEqualToTheMicrosecondAndOnlyIfTheyAreDates(String a, String b, boolean equal) {
        write("a", Map.of("at", a));

        assertThat(found(Map.of("at", b))).hasSize(equal ? 1 : 0);
        assertThat(found(Map.of("at", Map.of("$gte", a)))).hasSize(1);
        assertThat(found(Map.of("at", Map.of("$lte", a)))).hasSize(1);
        assertThat(found(Map.of("at", Map.of("$gt", a)))).isEmpty();
    }

    // Ids

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "id == '1'                ; 1",
                "id != '1'                ; 2 own x",
                "id IN ['1', '2', '7']    ; 1 2",
                "id NOT IN ['1', '2']     ; own x",
                "id == 'own'              ; ``",
                "id == 5                  ; own",
                "id >= '2'                ; 2 x",
                "id STARTS WITH 'x'       ; x",
                "id CONTAINS 'x'          ; x",
                "id == 1                  ; ``",
                "EXISTS id                ; own",
                "id IS NULL               ; 1 2 x",
                "NOT (id == '1' OR n == 2); own x"
            })
    void idIsTheDocumentsUnlessItsMetadataHaveOne(String filter, @Nullable String ids) {
        write("1", Map.of("n", 1));
        write("2", Map.of("n", 2));
        write("x", Map.of());
        write("own", Map.of("id", 5));

        List<String> expected = new ArrayList<>(List.of(Objects.toString(ids, "").split(" ")));
        expected.remove("");
        assertThat(found(filter)).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(index.delete(filter(filter))).isEqualTo(expected.size());
    }

    // Lists

    @Test
    void emptyListHasNothingInIt() {
        write("a", Map.of("n", 1));
        write("b", Map.of());

        assertThat(found(Map.of("n", Map.of("$in", List.of())))).isEmpty();
        assertThat(found(Map.of("n", Map.of("$nin", List.of())))).containsExactly("a", "b");
        assertThat(found("id IN []")).isEmpty();
        assertThat(found("NOT (n IN [])")).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 99, 101, 10_000})
    void listOfAnyLengthIsCompared(int length) {
        for (int i = 0; i < 20; i++) {
            write("d" + i, Map.of("acl", List.of("group-" + i, i), "group", "group-" + i));
        }
        List<Object> even = new ArrayList<>(List.of("group-3"));
        IntStream.range(1, length).forEach(i -> even.add("group-" + (2 * i + 20)));

        for (String key : List.of("acl", "group")) {
            assertThat(found(Map.of(key, Map.of("$in", even)))).containsExactly("d3");
            assertThat(found(Map.of(key, Map.of("$nin", even)))).hasSize(19).doesNotContain("d3");
            Filter listed = filter(Map.of(key, Map.of("$in", even)));
            for (boolean exact : List.of(true, false)) {
                assertThat(
                                index.search(
                                                new SearchRequest(
                                                        new Retrieval.Hybrid(
                                                                Embedding.of(1, 0, 0),
                                                                "text",
                                                                new Fusion(10, 10)),
                                                        0,
                                                        10,
                                                        listed,
                                                        exact,
                                                        Grouping.DOCUMENT,
                                                        false,
                                                        false))
                                        .hits())
                        .extracting(Hit::id)
                        .containsExactly("d3");
            }
        }
        List<Object> mixed = new ArrayList<>(even);
        mixed.set(0, 4.0);
        mixed.add(true);
        mixed.add("2024-01-31T23:30:00-05:00");
        assertThat(found(Map.of("acl", Map.of("$in", mixed)))).containsExactly("d4");
        List<String> ids = new ArrayList<>(List.of("d5"));
        IntStream.range(1, length).forEach(i -> ids.add("e" + i));
        assertThat(found(Map.of("id", Map.of("$in", ids)))).containsExactly("d5");
        assertThat(index.delete(filter(Map.of("acl", Map.of("$in", even))))).isEqualTo(1);
    }

    private void write(String id, Map<String, @Nullable Object> metadata) {
        String text = "text of " + id;
        Chunk chunk = new Chunk(0, text.length(), Embedding.of(1, 0, 0));
        index.upsert(List.of(new Document(id, null, text, metadata, "h", List.of(chunk))));
    }

    private List<String> found(Object filter) {
        return index.list(1_000, null, filter(filter)).stream().map(DocumentSummary::id).toList();
    }

    private static Filter filter(Object spelled) {
        return Objects.requireNonNull(FilterParser.parse(spelled));
    }
}
