package io.semblance.load;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** A benchmark's arguments, {@code name=value}; one that nothing knows is refused. */
public final class Arguments {

    private final Map<String, String> values = new TreeMap<>();

    /**
     * Reads them.
     *
     * @param known all names
     */
    public Arguments(String[] arguments, String... known) {
        for (String argument : arguments) {
            int equals = argument.indexOf('=');
            String name = argument.substring(0, Math.max(0, equals));
            if (!Set.of(known).contains(name)) {
                throw new IllegalArgumentException(
                        "argument '%s' is none of NAME=VALUE with a name of %s"
                                .formatted(argument, Arrays.toString(known)));
            }
            values.put(name, argument.substring(equals + 1));
        }
    }

    /** A value, or what stands for it. */
    public String text(String name, String standard) {
        return values.getOrDefault(name, standard);
    }

    /** A value that must be there. */
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

    /** Values between commas. */
    public List<String> list(String name, String standard) {
        return List.of(text(name, standard).split(","));
    }
}
