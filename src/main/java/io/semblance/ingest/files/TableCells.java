package io.semblance.ingest.files;

import io.semblance.ingest.files.StructuredText.Gap;

import org.jspecify.annotations.Nullable;

/**
 * Writes the rows of tables as lines and their cells with separators. Tables that only lay out a
 * page, with paragraphs in their cells, are written as these paragraphs. Not thread-safe.
 */
final class TableCells {

    private final StructuredText text;
    private final boolean maybeLayout;
    private final boolean sheet;
    private int depth;
    private int cells;
    private boolean firstRow;
    private boolean firstCell;
    private boolean broken;
    private int startLength;
    private int startParagraphs;

    TableCells(FileFormat format, StructuredText text) {
        this.text = text;
        this.maybeLayout = format == FileFormat.HTML || format == FileFormat.MAIL;
        this.sheet = format == FileFormat.SHEETS;
    }

    /** Whether the next character is in a cell. */
    boolean inCell() {
        return cells > 0;
    }

    /** Whether nothing visible was written since the cell began. */
    boolean isAtCellStart() {
        return inCell() && text.length() == startLength;
    }

    /** The white space that separates two blocks here. */
    Gap blockGap() {
        return inCell() && !maybeLayout ? Gap.SPACE : Gap.PARAGRAPH;
    }

    void beginTable() {
        text.atLeast(blockGap());
        depth++;
        firstRow = true;
    }

    void endTable() {
        depth = Math.max(0, depth - 1);
        if (depth == 0) {
            cells = 0;
        }
        text.atLeast(blockGap());
    }

    /**
     * Begins a row.
     *
     * @param number of the row, from 1; null for the one after the row before
     */
    void beginRow(@Nullable Integer number) {
        if (sheet) {
            text.place().row(number);
        }
        if (depth > 1) {
            text.atLeast(maybeLayout ? Gap.LINE : Gap.SPACE);
        } else if (firstRow) {
            text.atLeast(Gap.PARAGRAPH);
        } else {
            text.exactly(broken ? Gap.PARAGRAPH : Gap.LINE);
        }
        firstRow = false;
        firstCell = true;
        broken = false;
    }

    void beginCell() {
        if (!firstCell) {
            text.exactly(broken ? Gap.PARAGRAPH : Gap.CELL);
        }
        firstCell = false;
        cells++;
        startLength = text.length();
        startParagraphs = text.paragraphs() + (text.isParagraphDue() ? 1 : 0);
    }

    void endCell() {
        broken |= maybeLayout && text.paragraphs() > startParagraphs;
        cells = Math.max(0, cells - 1);
    }
}
