package io.semblance.ingest.files;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/** The sections of a text, collected while it is built. Not thread-safe. */
final class SectionList {

    /** The number of sections up to which each is kept. */
    private static final int MAX_EXACT = 50_000;

    /** Characters between two sections after that, so that their number stays bounded. */
    private static final int COARSE_CHARACTERS = 200;

    private final List<Section> sections = new ArrayList<>();
    private final HeadingPath headings = new HeadingPath();
    private @Nullable String heading;
    private int page;
    private @Nullable String sheet;
    private int row;
    private boolean due;

    List<Section> sections() {
        return sections;
    }

    /** The next character is on the next page. */
    void nextPage() {
        page++;
        due = true;
    }

    /** The next character is on this sheet, before its first row. */
    void sheet(String name) {
        String line = TextCleaner.shortened(name, Section.MAX_NAME);
        sheet = line.isEmpty() ? null : line;
        row = 0;
        due = true;
    }

    /**
     * The next character is in this row of the sheet.
     *
     * @param number from 1; null for the row after the one before
     */
    void row(@Nullable Integer number) {
        row = number == null ? row + 1 : number;
        due = true;
    }

    /** A visible character is at this offset. */
    void begin(int offset) {
        if (due) {
            add(offset);
        }
    }

    /** A heading begins at this offset. */
    void heading(int offset, int level, String text) {
        headings.enter(level, text);
        heading = headings.path();
        add(offset);
    }

    private void add(int offset) {
        due = false;
        if (!sections.isEmpty()) {
            int distance = offset - sections.getLast().start();
            if (sections.size() >= MAX_EXACT && distance < COARSE_CHARACTERS) {
                return;
            }
            if (distance == 0) {
                sections.removeLast();
            }
        }
        sections.add(
                new Section(
                        offset, page == 0 ? null : page, heading, sheet, row == 0 ? null : row));
    }
}
