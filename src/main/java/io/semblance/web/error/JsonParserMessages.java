package io.semblance.web.error;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** Messages of the JSON parser without names from its code, which do not help a client. */
final class JsonParserMessages {

    /** A name from the code: a message that still contains one is not shown. */
    private static final Pattern NAME_OF_CODE =
            Pattern.compile(
                    "`|Feature|Exception|\\b(?:java|tools|io|org)\\.[a-z]|CTRL-CHAR|\\b[A-Z]+_[A-Z]+\\b");

    private static final Map<Pattern, String> WORDS = new LinkedHashMap<>();

    static {
        // The parser's description of its source, which is a Java object.
        word(" \\((?:start marker|for \\w+ starting) at .*\\)", "");
        word("^Unexpected end-of-input.*", "it ends too early");
        word("^Non-standard token '([^']*)'.*", "'$1' is not a JSON number; numbers are finite");
        word("^JSON spec does not allow numbers to have plus signs.*", "a number begins with '+'");
        word(
                "^Illegal unquoted character \\(\\(CTRL-CHAR, code (\\d+)\\)\\).*",
                "a control character (code $1) in a string must be escaped");
        word("\\(CTRL-CHAR, code (\\d+)\\)", "control character, code $1");
        word(
                "maybe a \\(non-standard\\) comment\\? \\(not recognized.*\\)",
                "comments are not allowed");
        word("[:,]? ?\\(?(?:consider )?enabl(?:e|ing) [`\\w.]+ to allow[^)]*(?:\\(.*\\))?\\)?", "");
    }

    private JsonParserMessages() {}

    private static void word(String pattern, String replacement) {
        WORDS.put(Pattern.compile(pattern), replacement);
    }

    /** Returns the parser's message for clients, in one line. */
    static String describe(@Nullable String message) {
        String words = message == null ? "" : message.lines().findFirst().orElse("");
        for (var word : WORDS.entrySet()) {
            words = word.getKey().matcher(words).replaceAll(word.getValue());
        }
        return withoutCode(words, "it is malformed");
    }

    /** Returns a message, or the alternative if it is missing or contains a name from the code. */
    static String withoutCode(@Nullable String message, String otherwise) {
        return message == null || message.isEmpty() || NAME_OF_CODE.matcher(message).find()
                ? otherwise
                : message;
    }
}
