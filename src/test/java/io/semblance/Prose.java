package io.semblance;

import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * The prose of a file: everything else is replaced by characters that no word contains, so that
 * positions and lines stay the same.
 */
final class Prose {

    private static final Pattern JAVA_PROSE =
            Pattern.compile(
                    "(?<string>\"\"\"(?s:.*?)(?<!\\\\)\"\"\"|\"[^\"\\\\\\n]*+(?:\\\\.[^\"\\\\\\n]*+)*+\")"
                        + "|'(?:\\\\.|[^'\\\\\\n])+'|(?<comment>/\\*(?s:.*?)\\*/|//[^\\n]*)");

    private static final Pattern JAVADOC_CODE =
            Pattern.compile("\\{@(?:code|link|linkplain|value)\\s[^}]*}");

    private static final Pattern MARKDOWN_CODE =
            Pattern.compile(
                    "(?ms)^<!-- reference: written.*?^<!-- end of the reference" // generated
                            + "|^```.*?^```"
                            + "|`[^`\\n]+`"
                            + "|(?<=])\\([^)\\n]*\\)");

    private static final Pattern XML_PROSE =
            Pattern.compile("(?s)<!--.*?-->|<(description|message|id)>.*?</\\1>");

    private Prose() {}

    /** Comments of Java code, without the code in them. */
    static String ofJavaComments(String source) {
        String comments = keep(JAVA_PROSE, "comment", source);
        return blank(
                JAVADOC_CODE,
                comments.replaceAll("(?m)^(\\s*)\\*(?!/)", "$1 ").replace("//", "  "));
    }

    /** String literals of Java code; a literal that is split with {@code +} is one text. */
    static String ofJavaStrings(String source) {
        return keep(JAVA_PROSE, "string", source).replaceAll("\"(\\s*)\\n(\\s*)\"", " $1\n$2 ");
    }

    /** Markdown without code, targets of links and the generated reference. */
    static String ofMarkdown(String page) {
        return blank(MARKDOWN_CODE, page);
    }

    /** Comments and messages of XML. */
    static String ofXml(String file) {
        return keep(XML_PROSE, 0, file);
    }

    /** A script, a configuration file or SQL, without the marks of comments. */
    static String ofScript(String file) {
        return file.replaceAll("(?m)^(\\s*)(?:#+|--|//+)", "$1 ");
    }

    private static String blank(Pattern pattern, String text) {
        StringBuilder blanked = new StringBuilder(text);
        pattern.matcher(text).results().forEach(match -> fill(blanked, match, '_'));
        return blanked.toString();
    }

    private static void fill(StringBuilder text, MatchResult match, char filler) {
        for (int i = match.start(); i < match.end(); i++) {
            if (!Character.isWhitespace(text.charAt(i))) {
                text.setCharAt(i, filler);
            }
        }
    }

    private static String keep(Pattern pattern, String group, String text) {
        return keep(pattern, Objects.requireNonNull(pattern.namedGroups().get(group)), text);
    }

    private static String keep(Pattern pattern, int group, String text) {
        StringBuilder kept = new StringBuilder(text.replaceAll("\\S", " "));
        pattern.matcher(text)
                .results()
                .filter(match -> match.start(group) >= 0)
                .forEach(match ->
                        kept.replace(match.start(group), match.end(group), match.group(group)));
        return kept.toString();
    }
}
