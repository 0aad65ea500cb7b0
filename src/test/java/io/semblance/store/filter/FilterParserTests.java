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

import tools.jackson.databind.json.JsonMapper;

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
                "a == 'x|6|no end",
                "a IN []|7|']'",
                "a IN [1,]|9|']'",
                "a == 1.2.3|6|no number",
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
                "{'a':{'$regex':'x'}}|filter.a.$regex: there is no operator '$regex'",
                "{'$xor':[]}|filter.$xor: there is no connective '$xor'",
                "{'$and':[]}|filter.$and: expected an array of filters",
                "{'a':[1]}|filter.a: expected a string, a number, true or false",
                "{'a':{'$gt':true}}|filter.a.$gt: an order compares",
                "{'a':{}}|filter.a: an empty object",
                "{}|filter: an empty object",
                "{'a..b':1}|filter.a..b: a path has"
            })
    void namesThePlaceOfAnErrorInJson(String filter, String message) {
        assertThatThrownBy(() -> json(filter))
                .isInstanceOf(FilterSyntaxException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void boundsDepthNodesLengthAndOperands() {
        assertRefused("(".repeat(10_000) + "a == 1", "nested at most 32 deep");
        assertRefused("NOT ".repeat(4_000) + "a == 1", "nested at most 32 deep");
        assertRefused("a == 1" + " OR a == 1".repeat(600), "at most 512 conditions");
        assertRefused("a == '" + "x".repeat(1_025) + "'", "at most 1024 characters, got: 1025");
        assertRefused("a == 1" + " ".repeat(20_000), "at most 16384 characters, got: 20006");
        assertRefused("a == 1e999", "64 bits");
        Map<String, Object> nested = Map.of("a", 1);
        for (int i = 0; i < 5_000; i++) {
            nested = Map.of("$not", nested);
        }
        Map<String, Object> deep = nested;
        assertThatThrownBy(() -> FilterParser.parse(deep)).hasMessageContaining("32 deep");
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
