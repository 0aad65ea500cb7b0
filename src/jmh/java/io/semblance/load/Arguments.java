package io.semblance.load;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The arguments of a benchmark, {@code name=value}; an unknown name is refused. */
public final class Arguments {

    private final Map<String, String> values = new TreeMap<>();

    /**
     * Reads the arguments.
     *
     * @param known the allowed names
     */
    public Arguments(String[] arguments, String... known) {
        for (String argument : arguments) {
            int equals = argument.indexOf('=');
            String name = argument.substring(0, Math.max(0, equals));
            if (!Set.of(known).contains(name)) {
                throw new IllegalArgumentException(
                        "argument '%s' is not NAME=VALUE with one of the names %s"
                                .formatted(argument, Arrays.toString(known)));
            }
            values.put(name, argument.substring(equals + 1));
        }
    }

    /** A value, or {@code standard} if it is not given. */
    public String text(String name, String standard) {
        return values.getOrDefault(name, standard);
    }

    /** A required path. */
    public Path path(String name) {
        String value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException("argument %s=PATH is missing".formatted(name));
        }
        return Path.of(value).toAbsolutePath();
    }

    /** A number. */
    public int number(String name, int standard) {
        return Integer.parseInt(text(name, String.valueOf(standard)));
    }

    /** A number of seconds. */
    public Duration seconds(String name, int standard) {
        return Duration.ofSeconds(number(name, standard));
    }

    /** Values separated by commas. */
    public List<String> list(String name, String standard) {
        return List.of(text(name, standard).split(","));
    }
}
