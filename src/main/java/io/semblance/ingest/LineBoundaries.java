package io.semblance.ingest;

import io.semblance.ingest.files.Section;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * Finds the lines of a text that begin a block: a paragraph, a heading, a list item, a row of a
 * table or a line of code. Every other line continues the sentence of the line before. The lines
 * are recognised as in Markdown, and headings also by the sections of a file. The boundaries are
 * found in order, once. Not thread-safe.
 */
final class LineBoundaries {

    private static final Pattern HEADING = Pattern.compile(" {0,3}#{1,6}(?:[ \\t].*)?");
    private static final Pattern ITEM =
            Pattern.compile("\\s*(?:[-*+•·‣▪–]|\\d{1,9}[.)])[ \\t\\u00A0]\\S?.*");
    private static final Pattern ROW = Pattern.compile("\\s*\\|.*|.* \\| .*");
    private static final Pattern CODE = Pattern.compile("(?: {4}|\\t).*");
    private static final Pattern FENCE = Pattern.compile("\\s{0,3}(?:```|~~~).*");

    /** The most characters of a line that are looked at. */
    private static final int MAX_LOOK = 1_000;

    private final String text;
    private final List<Section> sections;
    private int section;
    private int lineStart;
    private int offset;
    private Boundary boundary = Boundary.SENTENCE;
    private Kind before = Kind.TEXT;
    private boolean blankBefore;
    private boolean fenced;

    /** What a line is. */
    private enum Kind {
        TEXT,
        HEADING,
        ITEM,
        ROW,
        CODE
    }

    /**
     * @param sections of the text, in the order of their starts
     */
    LineBoundaries(String text, List<Section> sections) {
        this.text = text;
        this.sections = sections;
    }

    /**
     * The first boundary after an offset, which must not be less than that of the call before; the
     * length of the text if there is none.
     */
    int after(int position) {
        while (offset <= position && offset < text.length()) {
            advance();
        }
        return offset;
    }

    /** What is at the offset that {@link #after} returned last. */
    Boundary boundary() {
        return boundary;
    }

    /** Moves to the next line that begins a block, or to the end. */
    private void advance() {
        do {
            Boundary found = read();
            if (found != Boundary.SENTENCE) {
                boundary = found;
                return;
            }
        } while (offset < text.length());
        boundary = Boundary.SENTENCE;
    }

    /** Reads the next line and sets the offset to its start; to the end after the last line. */
    private Boundary read() {
        offset = lineStart;
        if (lineStart == text.length()) {
            return Boundary.SENTENCE;
        }
        int end = text.indexOf('\n', lineStart);
        int next = end < 0 ? text.length() : end + 1;
        String line =
                text.substring(lineStart, Math.min(end < 0 ? next : end, lineStart + MAX_LOOK));
        Boundary stated = stated(lineStart, next);
        lineStart = next;
        if (line.isBlank()) {
            blankBefore = true;
            return Boundary.SENTENCE;
        }
        Kind kind = stated == Boundary.HEADING ? Kind.HEADING : kind(line);
        Boundary found = boundary(kind);
        before = kind;
        blankBefore = false;
        return stated != null && stated.compareTo(found) > 0 ? stated : found;
    }

    private Kind kind(String line) {
        boolean fence = FENCE.matcher(line).matches();
        if (fence || fenced) {
            fenced ^= fence;
            return Kind.CODE;
        }
        if (HEADING.matcher(line).matches()) {
            return Kind.HEADING;
        }
        if (ITEM.matcher(line).matches()) {
            return Kind.ITEM;
        }
        if (ROW.matcher(line).matches()) {
            return Kind.ROW;
        }
        boolean code =
                CODE.matcher(line).matches()
                        && (before == Kind.CODE || (blankBefore && before != Kind.ITEM));
        return code ? Kind.CODE : Kind.TEXT;
    }

    private Boundary boundary(Kind kind) {
        if (kind == Kind.HEADING) {
            return Boundary.HEADING;
        }
        if (blankBefore && !(kind == Kind.CODE && before == Kind.CODE)) {
            return Boundary.PARAGRAPH;
        }
        return kind != Kind.TEXT || (before != Kind.TEXT && before != Kind.ITEM)
                ? Boundary.LINE
                : Boundary.SENTENCE;
    }

    /** The boundary of the sections that start in a line; null if there is none. */
    private @Nullable Boundary stated(int from, int to) {
        Boundary stated = null;
        while (section < sections.size() && sections.get(section).start() < to) {
            Section current = sections.get(section);
            Section last = section == 0 ? null : sections.get(section - 1);
            section++;
            if (current.start() >= from) {
                stated = isHeading(current, last) ? Boundary.HEADING : rowOf(current, stated);
            }
        }
        return stated;
    }

    private static @Nullable Boundary rowOf(Section section, @Nullable Boundary otherwise) {
        return section.row() == null || otherwise != null ? otherwise : Boundary.LINE;
    }

    private static boolean isHeading(Section section, @Nullable Section before) {
        return !Objects.equals(section.sheet(), before == null ? null : before.sheet())
                || !Objects.equals(section.heading(), before == null ? null : before.heading());
    }
}
