package io.semblance.store.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.semblance.store.filter.Filter.And;
import io.semblance.store.filter.Filter.Compare;
import io.semblance.store.filter.Filter.Contains;
import io.semblance.store.filter.Filter.Exists;
import io.semblance.store.filter.Filter.In;
import io.semblance.store.filter.Filter.IsNull;
import io.semblance.store.filter.Filter.Not;
import io.semblance.store.filter.Filter.Operand;
import io.semblance.store.filter.Filter.Operator;
import io.semblance.store.filter.Filter.Or;
import io.semblance.store.filter.Filter.Path;
import io.semblance.store.filter.Filter.StartsWith;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.json.JsonMapper;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;

class FilterParserTests {

    @Test
    void readsEveryComparison() {
        assertThat(FilterParser.parse("lang == 'en'")).isEqualTo(equal("lang", text("en")));
        assertThat(FilterParser.parse("lang != \"en\""))
                .isEqualTo(new Not(equal("lang", text("en"))));
        assertThat(FilterParser.parse("year > 2024")).isEqualTo(order(Operator.GT, 2024));
        assertThat(FilterParser.parse("year >= -2.5e1")).isEqualTo(order(Operator.GTE, -25));
        assertThat(FilterParser.parse("year<0")).isEqualTo(order(Operator.LT, 0));
        assertThat(FilterParser.parse("year<=-0")).isEqualTo(order(Operator.LTE, 0));
        assertThat(FilterParser.parse("draft == TRUE"))
                .isEqualTo(equal("draft", new Operand.Bool(true)));
        assertThat(FilterParser.parse("a IN [1, 'x', false]"))
                .isEqualTo(
                        new In(
                                path("a"),
                                List.of(
                                        new Operand.Numeric(1),
                                        text("x"),
                                        new Operand.Bool(false))));
        assertThat(FilterParser.parse("a not in ['x']"))
                .isEqualTo(new Not(new In(path("a"), List.of(text("x")))));
        assertThat(FilterParser.parse("a NIN ['x']"))
                .isEqualTo(new Not(new In(path("a"), List.of(text("x")))));
        assertThat(FilterParser.parse("a IS NULL")).isEqualTo(new IsNull(path("a")));
        assertThat(FilterParser.parse("a is not null")).isEqualTo(new Not(new IsNull(path("a"))));
        assertThat(FilterParser.parse("a == null")).isEqualTo(new IsNull(path("a")));
        assertThat(FilterParser.parse("EXISTS a")).isEqualTo(new Exists(path("a")));
        assertThat(FilterParser.parse("tags CONTAINS 'x'"))
                .isEqualTo(new Contains(path("tags"), text("x")));
        assertThat(FilterParser.parse("a STARTS WITH 'x'"))
                .isEqualTo(new StartsWith(path("a"), "x"));
    }

    @Test
    void bindsNotBeforeAndBeforeOr() {
        Filter a = equal("a", new Operand.Numeric(1));
        Filter b = equal("b", new Operand.Numeric(2));
        Filter c = equal("c", new Operand.Numeric(3));

        assertThat(FilterParser.parse("a == 1 OR b == 2 AND NOT c == 3"))
                .isEqualTo(new Or(List.of(a, new And(List.of(b, new Not(c))))));
        assertThat(FilterParser.parse("(a == 1 || b == 2) && !(c == 3)"))
                .isEqualTo(new And(List.of(new Or(List.of(a, b)), new Not(c))));
        assertThat(FilterParser.parse("NOT NOT a == 1")).isEqualTo(new Not(new Not(a)));
    }

    @Test
    void readsPathsAndQuotedKeysAndKeysThatAreWords() {
        assertThat(FilterParser.parse("author.name == 'x'"))
                .isEqualTo(new Compare(path("author", "name"), Operator.EQ, text("x")));
        assertThat(FilterParser.parse("author.\"first.name\" == 'x'"))
                .isEqualTo(new Compare(path("author", "first.name"), Operator.EQ, text("x")));
        assertThat(FilterParser.parse("not == 1")).isEqualTo(equal("not", new Operand.Numeric(1)));
        assertThat(FilterParser.parse("exists == 1"))
                .isEqualTo(equal("exists", new Operand.Numeric(1)));
        assertThat(FilterParser.parse("NOT in == 1"))
                .isEqualTo(new Not(equal("in", new Operand.Numeric(1))));
        assertThat(FilterParser.parse("a == 'it\\'s \\\\ ok'"))
                .isEqualTo(equal("a", text("it's \\ ok")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"'a\\b' == 1", "a == 'C:\\temp'", "a IN ['\\d']", "'\\😀' == 1"})
    void refusesABackslashThatWouldBeDropped(String filter) {
        assertThatThrownBy(() -> FilterParser.parse(filter))
                .isInstanceOf(FilterSyntaxException.class)
                .hasMessageContaining(
                        "a backslash in quotes must precede a quote or another backslash")
                .hasMessageContaining("; write \\\\ for a backslash");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "lang = 'en'|6|'='",
                "lang ==|8|the end",
                "lang == en|9|'en'",
                "== 'en'|1|'=='",
                "a == 1 b == 2|8|'b'",
                "(a == 1|8|the end",
                "a == 'x|6|the string that starts here is not closed",
                "a IN [1,]|9|']'",
                "a == 1.2.3|6|is not a number",
                "flag > true|8|numbers and strings",
                "a STARTS 'x'|10|WITH",
                "a & b|3|'&'",
                "``|1|the end"
            })
    void namesTheColumnOfASyntaxError(String filter, int column, String problem) {
        assertThatThrownBy(() -> FilterParser.parse(filter))
                .isInstanceOf(FilterSyntaxException.class)
                .hasMessageStartingWith("filter, column %d:".formatted(column))
                .hasMessageContaining(problem);
    }

    @Test
    void readsJson() {
        assertThat(json("{'lang':'en','year':{'$gte':2024}}"))
                .isEqualTo(new And(List.of(equal("lang", text("en")), order(Operator.GTE, 2024))));
        assertThat(json("{'a.b':{'$ne':true}}"))
                .isEqualTo(
                        new Not(new Compare(path("a", "b"), Operator.EQ, new Operand.Bool(true))));
        assertThat(json("{'a':null}")).isEqualTo(new IsNull(path("a")));
        assertThat(json("{'a':{'$exists':false}}")).isEqualTo(new Not(new Exists(path("a"))));
        assertThat(json("{'$or':[{'a':'x'},{'a':{'$in':['y']}}]}"))
                .isEqualTo(
                        new Or(
                                List.of(
                                        equal("a", text("x")),
                                        new In(path("a"), List.of(text("y"))))));
        assertThat(json("{'$nor':[{'a':'x'}]}"))
                .isEqualTo(new Not(new Or(List.of(equal("a", text("x"))))));
        assertThat(json("{'a':{'$contains':'x','$startsWith':'y'}}"))
                .isEqualTo(
                        new And(
                                List.of(
                                        new Contains(path("a"), text("x")),
                                        new StartsWith(path("a"), "y"))));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "country\\.1|country.1",
                "a.b\\.c.d|a,b.c,d",
                "\\$ref|$ref",
                "a.$ref|a,$ref",
                "a\\\\.b|a\\,b",
                "a\\b|a\\b",
                "a\\|a\\",
                "a \"quoted\" key[0]|a \"quoted\" key[0]",
                "\\.|.",
                "ключ|ключ"
            })
    void backslashMakesADotPartOfAKeyInJson(String spelled, String keys) {
        assertThat(FilterParser.parse(Map.of(spelled, 1)))
                .isEqualTo(new Compare(path(keys.split(",")), Operator.EQ, new Operand.Numeric(1)));
    }

    @Test
    void emptyListsAreListsAndAnEmptyObjectIsNoFilter() {
        assertThat(FilterParser.parse("a IN []")).isEqualTo(new In(path("a"), List.of()));
        assertThat(FilterParser.parse("a NOT IN []"))
                .isEqualTo(new Not(new In(path("a"), List.of())));
        assertThat(json("{'a':{'$in':[]}}")).isEqualTo(new In(path("a"), List.of()));
        assertThat(json("{'a':{'$nin':[]}}")).isEqualTo(new Not(new In(path("a"), List.of())));
        assertThat(FilterParser.parse(Map.of())).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "2024-01-31, 2024-01-31T00:00:00Z",
        "2024-02-29, 2024-02-29T00:00:00Z",
        "2000-02-29, 2000-02-29T00:00:00Z",
        "2024-01-31T23:30:00-05:00, 2024-02-01T04:30:00Z",
        "2024-01-31T23:30-0530, 2024-02-01T05:00:00Z",
        "2024-01-31 23:30:00+01, 2024-01-31T22:30:00Z",
        "2024-01-31T23:30, 2024-01-31T23:30:00Z",
        "2024-01-31T23:30:15.5Z, 2024-01-31T23:30:15.500Z",
        "2024-01-31T23:30:15.123456789Z, 2024-01-31T23:30:15.123456Z"
    })
    void readsDates(String text, String instant) {
        assertThat(IsoDate.instant(text)).isEqualTo(Instant.parse(instant));
        assertThat(text).matches(IsoDate.PATTERN);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2024-02-30",
                "2023-02-29",
                "1900-02-29",
                "2024-04-31",
                "2024-13-01",
                "2024-1-31",
                "20240131",
                "2024-01",
                "0000-01-01",
                "+12024-01-31",
                "2024-01-31T",
                "2024-01-31T24:00:00Z",
                "2024-01-31T23:60:00Z",
                "2024-01-31T23:30:60Z",
                "2024-01-31T23:30:00.Z",
                "2024-01-31T23:30:00+16:00",
                "2024-01-31Z",
                "2024-01-31T23:30:00Z\n",
                "2024-01-31 and more"
            })
    void takesNothingElseForADate(String text) {
        assertThat(IsoDate.instant(text)).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'a':{'$regex':'x'}}|filter.a.$regex: unknown operator '$regex'",
                "{'$xor':[]}|filter.$xor: unknown connective '$xor'",
                "{'$and':[]}|filter.$and: expected an array of filters",
                "{'a':[1]}|filter.a: expected a string, a number, true or false",
                "{'a':{'$gt':true}}|filter.a.$gt: this operator compares numbers and strings",
                "{'a':{}}|filter.a: an empty object has no condition; omit it",
                "{'$not':{}}|filter.$not: an empty object has no condition; omit it",
                "{'$ref':1}|filter.$ref: unknown connective '$ref'; connectives are $and, $or,"
                        + " $nor, $not; escape the $ of a key that",
                "{'n':9007199254740993}|filter.n cannot be represented exactly: 9007199254740993;"
                        + " send numbers beyond 2^53 as strings",
                "{'n':{'$in':[1,-9223372036854775808]}}|filter.n.$in cannot be represented exactly:"
                        + " -9223372036854775808",
                "{'n':12345678901234567890123}|filter.n cannot be represented exactly:"
                        + " 12345678901234567890123;",
                "{'n':{'$gt':1e400}}|filter.n.$gt cannot be represented exactly",
                "{'a..b':1}|filter.a..b: a path must have 1 to 16 keys, none of them empty"
            })
    void namesThePlaceOfAnErrorInJson(String filter, String message) {
        assertThatThrownBy(() -> json(filter))
                .isInstanceOf(FilterSyntaxException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void boundsDepthNodesLengthAndOperands() {
        assertRefused(
                "(".repeat(10_000) + "a == 1", "a filter may be nested at most 32 levels deep");
        assertRefused(
                "NOT ".repeat(4_000) + "a == 1", "a filter may be nested at most 32 levels deep");
        assertRefused("a == 1" + " OR a == 1".repeat(600), "at most 512 conditions");
        assertRefused("a == '" + "x".repeat(1_025) + "'", "at most 1024 characters, got: 1025");
        assertRefused("a == 1" + " ".repeat(2_000_000), "at most 1048576 characters, got: 2000006");
        assertRefused(
                "a IN [1" + ",1".repeat(20_000) + "]",
                "the lists of a filter may have at most 20000 values in total");
        assertRefused("x".repeat(257) + " == 1", "at most 256 characters, got: 257");
        assertRefused("a == 1e999", "filter, column 6: cannot be represented exactly: Infinity");
        assertRefused(
                "a == 9007199254740993",
                "filter, column 6: cannot be represented exactly: 9007199254740993; send numbers"
                        + " beyond 2^53 as strings");
        assertRefused("a IN [1, -9223372036854775808]", "column 10: cannot be represented exactly");
        assertRefused("a == " + "9".repeat(100_000), "cannot be represented exactly: Infinity");
        Map<String, Object> nested = Map.of("a", 1);
        for (int i = 0; i < 5_000; i++) {
            nested = Map.of("$not", nested);
        }
        Map<String, Object> deep = nested;
        assertThatThrownBy(() -> FilterParser.parse(deep))
                .hasMessage("a filter may be nested at most 32 levels deep");
    }

    private static void assertRefused(String filter, String message) {
        assertThatThrownBy(() -> FilterParser.parse(filter))
                .isInstanceOf(FilterSyntaxException.class)
                .hasMessageContaining(message);
    }

    private static Filter json(String singleQuoted) {
        Object json = JsonMapper.shared().readValue(singleQuoted.replace('\'', '"'), Map.class);
        return Objects.requireNonNull(FilterParser.parse(json));
    }

    private static Path path(String... keys) {
        return new Path(Arrays.asList(keys));
    }

    private static Filter equal(String key, Operand operand) {
        return new Compare(path(key), Operator.EQ, operand);
    }

    private static Filter order(Operator operator, double value) {
        return new Compare(path("year"), operator, new Operand.Numeric(value));
    }

    private static Operand text(String value) {
        return new Operand.Text(value);
    }
}
