package io.semblance.store;

import io.semblance.store.filter.Filter;
import io.semblance.store.filter.Filter.Operand;
import io.semblance.store.filter.Filter.Operator;
import io.semblance.store.filter.Filter.Path;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

/** Metadata and filters that often meet, from a seed. */
final class RandomMetadata {

    private static final List<String> KEYS = List.of("a", "b", "a b", "x.y", "é", "id");
    private static final List<String> TEXTS =
            List.of(
                    "",
                    "a",
                    "ab",
                    "b",
                    "B",
                    "abc",
                    "z\uFFFDz",
                    "z\uD83D\uDE00z",
                    "10",
                    "true",
                    "é",
                    "d7",
                    "2024-01-31",
                    "2024-02-01",
                    "2024-02",
                    "2024-02-30",
                    "2024-01-31T23:30:00-05:00",
                    "2024-02-01T04:30:00Z",
                    "2024-02-01T04:30",
                    "2024-02-01T00:00:00+15:00",
                    "2024-02-01T00:00:00-15:59");
    private static final double[] NUMBERS = {-1e300, -2.5, -0.0, 0, 1, 2, 2.5, 10, 1e18};

    private final Random random;

    RandomMetadata(long seed) {
        this.random = new Random(seed);
    }

    Map<String, @Nullable Object> metadata() {
        return object(0);
    }

    private Map<String, @Nullable Object> object(int depth) {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            object.put(pick(KEYS), value(depth));
        }
        return object;
    }

    private @Nullable Object value(int depth) {
        return switch (random.nextInt(depth < 2 ? 9 : 6)) {
            case 0 -> null;
            case 1 -> random.nextBoolean();
            case 2, 3 -> NUMBERS[random.nextInt(NUMBERS.length)];
            case 4, 5 -> pick(TEXTS);
            case 6, 7 -> {
                List<@Nullable Object> list = new ArrayList<>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    list.add(value(depth + 1));
                }
                yield list;
            }
            default -> object(depth + 1);
        };
    }

    Filter filter() {
        return filter(0);
    }

    private Filter filter(int depth) {
        return switch (random.nextInt(depth < 3 ? 10 : 7)) {
            case 0, 1 -> new Filter.Compare(path(), Operator.EQ, operand());
            case 2 -> new Filter.Compare(path(), pick(List.of(Operator.values())), ordered());
            case 3 -> new Filter.In(path(), Stream.generate(this::operand).limit(3).toList());
            case 4 -> random.nextBoolean() ? new Filter.Exists(path()) : new Filter.IsNull(path());
            case 5 -> new Filter.Contains(path(), operand());
            case 6 -> new Filter.StartsWith(path(), pick(TEXTS));
            case 7 -> new Filter.And(List.of(filter(depth + 1), filter(depth + 1)));
            case 8 -> new Filter.Or(List.of(filter(depth + 1), filter(depth + 1)));
            default -> new Filter.Not(filter(depth + 1));
        };
    }

    private Path path() {
        return new Path(
                random.nextInt(4) == 0 ? List.of(pick(KEYS), pick(KEYS)) : List.of(pick(KEYS)));
    }

    private Operand operand() {
        return random.nextInt(5) == 0 ? new Operand.Bool(random.nextBoolean()) : ordered();
    }

    private Operand ordered() {
        return random.nextBoolean()
                ? new Operand.Text(pick(TEXTS))
                : new Operand.Numeric(NUMBERS[random.nextInt(NUMBERS.length)]);
    }

    private <T> T pick(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }
}
