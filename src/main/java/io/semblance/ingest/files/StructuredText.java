package io.semblance.ingest.files;

import org.apache.tika.exception.WriteLimitReachedException;

import java.util.List;

/**
 * Builds the text of a file from its parts: white space is collapsed, paragraphs are separated by
 * blank lines, rows of tables are lines. White space between two visible characters is written with
 * the second one, when all breaks between them are known. Not thread-safe.
 */
final class StructuredText {

    private final int maxCharacters;
    private final StringBuilder text = new StringBuilder();
    private final SectionList sections = new SectionList();
    private final StringBuilder blanks = new StringBuilder();
    private Gap gap = Gap.NONE;
    private String prefix = "";
    private int headingStart = -1;
    private int headingLevel;
    private char highSurrogate;
    private int paragraphs;
    private boolean wrapped;
    private boolean full;

    /** The white space before the next visible character; a later one is larger. */
    enum Gap {
        NONE(""),
        SPACE(" "),
        CELL(" | "),
        LINE("\n"),
        PARAGRAPH("\n\n");

        private final String text;

        Gap(String text) {
            this.text = text;
        }
    }

    /**
     * @param maxCharacters after which the text is full
     */
    StructuredText(int maxCharacters) {
        this.maxCharacters = maxCharacters;
    }

    /** Whether there was more text than the maximum. */
    boolean isFull() {
        return full;
    }

    String text() {
        return text.toString();
    }

    List<Section> sections() {
        return sections.sections();
    }

    /** The place that the next visible character has. */
    SectionList place() {
        return sections;
    }

    /** Whether nothing visible was written since the last item of a list began. */
    boolean isAtItemStart() {
        return !prefix.isEmpty();
    }

    /** Makes the white space before the next visible character at least this one. */
    void atLeast(Gap least) {
        if (least.compareTo(gap) > 0) {
            gap = least;
        }
    }

    /** Sets the white space before the next visible character. */
    void exactly(Gap exact) {
        gap = exact;
    }

    /** Whether the next visible character begins a new paragraph. */
    boolean isParagraphDue() {
        return gap == Gap.PARAGRAPH;
    }

    /** The number of paragraphs that began so far. */
    int paragraphs() {
        return paragraphs;
    }

    int length() {
        return text.length();
    }

    /** Writes a mark, such as that of a list, before the next visible character. */
    void mark(String mark) {
        prefix = mark;
    }

    /** Adds a character of running text. */
    void running(char unit) throws WriteLimitReachedException {
        if (Character.isWhitespace(unit) || Character.isSpaceChar(unit)) {
            atLeast(Gap.SPACE);
            wrapped |= unit == '\n';
        } else {
            visible(unit);
        }
    }

    /** Adds a character of a block whose white space is kept. */
    void verbatim(char unit) throws WriteLimitReachedException {
        if (unit == '\n' || unit == ' ' || unit == '\t') {
            blanks.append(unit);
            return;
        }
        if (!blanks.isEmpty() && unit != '\r') {
            boolean first = gap == Gap.PARAGRAPH || text.isEmpty();
            // Of what precedes the first line only its indentation.
            String kept = blanks.substring(first ? blanks.lastIndexOf("\n") + 1 : 0);
            blanks.setLength(0);
            for (int i = 0; i < kept.length(); i++) {
                append(kept.charAt(i));
            }
        }
        visible(unit);
    }

    /** Ends a block whose white space is kept. */
    void endVerbatim() {
        blanks.setLength(0);
        atLeast(Gap.PARAGRAPH);
    }

    private void visible(char unit) throws WriteLimitReachedException {
        if (Character.isHighSurrogate(unit)) {
            highSurrogate = unit;
        } else if (Character.isLowSurrogate(unit)) {
            if (highSurrogate != 0) {
                append(highSurrogate);
                append(unit);
            }
            highSurrogate = 0;
        } else if (TextCleaner.isKept(unit) && unit != '\u00AD') {
            append(unit);
        }
    }

    private void append(char unit) throws WriteLimitReachedException {
        if (gap != Gap.NONE || !prefix.isEmpty() || text.isEmpty()) {
            begin();
        }
        if (headingStart < 0 && headingLevel > 0) {
            headingStart = text.length();
        } else if (headingLevel == 0) {
            sections.begin(text.length());
        }
        text.append(unit);
        if (text.length() > maxCharacters) {
            full = true;
            throw new WriteLimitReachedException(maxCharacters);
        }
    }

    private void begin() {
        if (!text.isEmpty()) {
            text.append(gap.text);
        }
        paragraphs += gap == Gap.PARAGRAPH ? 1 : 0;
        gap = Gap.NONE;
        wrapped = false;
        text.append(prefix);
        prefix = "";
    }

    /**
     * Joins a word that was hyphenated at the end of a line, if the next character continues it.
     */
    void joinHyphenated(char next) {
        int end = text.length();
        if (wrapped
                && gap == Gap.SPACE
                && end > 1
                && text.charAt(end - 1) == '-'
                && Character.isLetter(text.charAt(end - 2))) {
            gap = Gap.NONE;
            wrapped = false;
            if (Character.isLowerCase(next)) {
                text.setLength(end - 1);
            }
        }
    }

    /** Begins a heading of this level. */
    void beginHeading(int level) {
        headingLevel = level;
        headingStart = -1;
    }

    /** Ends a heading: its text is in the path of what follows. */
    void endHeading() {
        int start = headingStart;
        int level = headingLevel;
        headingLevel = 0;
        headingStart = -1;
        if (start >= 0) {
            sections.heading(start, level, text.substring(start));
        }
    }
}
