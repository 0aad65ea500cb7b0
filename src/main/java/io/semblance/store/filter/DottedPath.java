package io.semblance.store.filter;

import java.util.ArrayList;
import java.util.List;

/**
 * Parses a path in a JSON filter: keys separated by dots. A backslash escapes a dot, a dollar sign
 * or a backslash; before any other character it is an ordinary character.
 */
final class DottedPath {

    private DottedPath() {}

    /** The keys of a path, including empty ones. */
    static List<String> keys(String path) {
        List<String> keys = new ArrayList<>();
        StringBuilder key = new StringBuilder();
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c == '\\' && i + 1 < path.length() && ".$\\".indexOf(path.charAt(i + 1)) >= 0) {
                key.append(path.charAt(++i));
            } else if (c == '.') {
                keys.add(key.toString());
                key.setLength(0);
            } else {
                key.append(c);
            }
        }
        keys.add(key.toString());
        return keys;
    }
}
