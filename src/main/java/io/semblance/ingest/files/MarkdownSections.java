package io.semblance.ingest.files;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the headings of Markdown source (CommonMark): lines that start with {@code #}, and lines
 * that are underlined by {@code =} or {@code -}. Code blocks and front matter have none.
 */
final class MarkdownSections {

    private static final Pattern HEADING =
            Pattern.compile(" {0,3}(#{1,6})(?:[ \\t]+(.*?))??(?:[ \\t]+#+)?[ \\t]*");
    private static final Pattern UNDERLINE = Pattern.compile(" {0,3}(=+|-+)[ \\t]*");
    private static final Pattern FENCE = Pattern.compile(" {0,3}(`{3,}|~{3,}).*");
    private static final Pattern NO_PARAGRAPH = Pattern.compile("\\s*|( {4}|\\t).*|\\s*[>|].*");
    private static final Pattern FRONT_TITLE = Pattern.compile("title:\\s*[\"']?(.*?)[\"']?\\s*");

    private final List<Section> sections = new ArrayList<>();
    private final HeadingPath path = new HeadingPath();
    private @Nullable String title;
    private @Nullable String fence;
    private boolean frontMatter;

    private MarkdownSections() {}

    /** The sections and the title of a text. */
    static MarkdownSections of(String text) {
        MarkdownSections found = new MarkdownSections();
        String before = "";
        int startBefore = 0;
        int start = 0;
        while (start < text.length()) {
            int end = text.indexOf('\n', start);
            end = end < 0 ? text.length() : end;
            String line = text.substring(start, end);
            found.line(line, start, before, startBefore);
            before = line;
            startBefore = start;
            start = end + 1;
        }
        return found;
    }

    List<Section> sections() {
        return sections;
    }

    /** The title of the front matter, or the first heading of level 1; null if there is none. */
    @Nullable String title() {
        return title;
    }

    private void line(String line, int start, String before, int startBefore) {
        if (start == 0 && line.stripTrailing().equals("---")) {
            frontMatter = true;
        } else if (frontMatter) {
            frontMatter(line);
        } else if (!fenced(line)) {
            Matcher heading = HEADING.matcher(line);
            Matcher underline = UNDERLINE.matcher(line);
            if (heading.matches()) {
                String text = heading.group(2);
                heading(start, heading.group(1).length(), text == null ? "" : text);
            } else if (underline.matches() && isParagraph(before)) {
                heading(startBefore, line.strip().startsWith("=") ? 1 : 2, before);
            }
        }
    }

    private void frontMatter(String line) {
        Matcher stated = FRONT_TITLE.matcher(line);
        if (title == null && stated.matches() && !stated.group(1).isBlank()) {
            title = stated.group(1);
        }
        frontMatter = !line.stripTrailing().equals("---");
    }

    /** Whether a line is in a fenced code block, or begins or ends one. */
    private boolean fenced(String line) {
        Matcher mark = FENCE.matcher(line);
        if (fence != null) {
            if (mark.matches() && line.strip().startsWith(fence) && isOnlyMarks(line.strip())) {
                fence = null;
            }
            return true;
        }
        fence = mark.matches() ? mark.group(1) : null;
        return fence != null;
    }

    private static boolean isOnlyMarks(String line) {
        return line.chars().allMatch(each -> each == line.charAt(0));
    }

    private static boolean isParagraph(String line) {
        return !NO_PARAGRAPH.matcher(line).matches() && !HEADING.matcher(line).matches();
    }

    private void heading(int start, int level, String text) {
        path.enter(level, text);
        if (title == null && level == 1) {
            title = text.strip();
        }
        sections.add(new Section(start, null, path.path(), null, null));
    }
}
