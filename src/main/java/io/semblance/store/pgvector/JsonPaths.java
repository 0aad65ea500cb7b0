package io.semblance.store.pgvector;

import io.semblance.store.filter.Filter.Operand;
import io.semblance.store.filter.Filter.Path;

import tools.jackson.databind.json.JsonMapper;

/** Creates SQL/JSON paths for the values at a path in the metadata. */
final class JsonPaths {

    /**
     * Unwraps nested arrays, up to the maximum depth of metadata, which is 16; a value that is not
     * an array stays as it is. A path in lax mode unwraps only one level by itself.
     */
    private static final String UNFOLD = "[*]".repeat(16);

    private static final JsonMapper JSON = JsonMapper.shared();

    private JsonPaths() {}

    /** The value at the path; an array is one value. */
    static String of(Path path) {
        return parent(path) + lastKey("", path);
    }

    /** All values at the path; arrays are replaced by their elements. */
    static String unfolded(Path path) {
        return of(path) + UNFOLD;
    }

    /** The elements of the arrays at the path. */
    static String elements(Path path) {
        return ofType(path, "array", "") + lastKey("", path) + UNFOLD;
    }

    /**
     * The objects whose value at the path's last key has this type.
     *
     * @param more further conditions, each preceded by {@code &&}; may be empty
     */
    static String ofType(Path path, String type, String more) {
        return "%s ? (%s.type() == \"%s\"%s)"
                .formatted(parent(path), lastKey("@", path), type, more);
    }

    /** The objects that may have the path's last key. */
    private static String parent(Path path) {
        StringBuilder steps = new StringBuilder("$");
        for (String key : path.keys().subList(0, path.keys().size() - 1)) {
            steps.append('.').append(string(key)).append(UNFOLD);
        }
        return steps.toString();
    }

    static String lastKey(String of, Path path) {
        return of + "." + string(path.keys().getLast());
    }

    /** The operand as a literal, which has the same form in JSON and in a path. */
    static String literal(Operand operand) {
        return switch (operand) {
            case Operand.Text text -> string(text.value());
            case Operand.Numeric number -> Double.toString(number.value());
            case Operand.Bool bool -> Boolean.toString(bool.value());
        };
    }

    static String string(String value) {
        return JSON.writeValueAsString(value);
    }
}
