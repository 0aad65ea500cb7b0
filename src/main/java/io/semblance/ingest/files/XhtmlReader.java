package io.semblance.ingest.files;

import io.semblance.ingest.files.StructuredText.Gap;

import org.apache.tika.exception.WriteLimitReachedException;
import org.jspecify.annotations.Nullable;
import org.xml.sax.Attributes;
import org.xml.sax.helpers.DefaultHandler;

import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads the XHTML events into which Tika converts every format, and writes their text and structure
 * into a {@link StructuredText}. Not thread-safe.
 */
final class XhtmlReader extends DefaultHandler {

    private static final Set<String> SKIPPED =
            Set.of("head", "script", "style", "noscript", "template", "svg");

    private static final Set<String> BLOCKS =
            Set.of(
                    "address",
                    "article",
                    "aside",
                    "blockquote",
                    "body",
                    "center",
                    "dd",
                    "details",
                    "div",
                    "dl",
                    "dt",
                    "fieldset",
                    "figcaption",
                    "figure",
                    "footer",
                    "form",
                    "header",
                    "hr",
                    "main",
                    "nav",
                    "section",
                    "summary");

    private static final Pattern CODE_STYLE =
            Pattern.compile("code|preformatted|verbatim", Pattern.CASE_INSENSITIVE);

    private final FileFormat format;
    private final StructuredText text;
    private final ListMarks lists = new ListMarks();
    private final TableCells tables;
    private final StringBuilder sheetName = new StringBuilder();
    private int skipped;
    private int verbatim;
    private boolean inSheetName;
    private boolean inCode;
    private int codeEnd;

    /**
     * @param format decides what is a page or a sheet
     * @param text the result
     */
    XhtmlReader(FileFormat format, StructuredText text) {
        this.format = format;
        this.text = text;
        this.tables = new TableCells(format, text);
    }

    @Override
    public void startElement(String uri, String localName, String name, Attributes attributes) {
        String tag = tag(localName, name);
        if (skipped > 0 || SKIPPED.contains(tag)) {
            skipped++;
            return;
        }
        String type = Objects.requireNonNullElse(attributes.getValue("class"), "");
        switch (tag) {
            case "h1", "h2", "h3", "h4", "h5", "h6" -> beginHeading(tag.charAt(1) - '0');
            case "pre" -> {
                block();
                verbatim++;
            }
            case "br" -> text.atLeast(tables.inCell() ? Gap.SPACE : Gap.LINE);
            case "ul", "ol" -> {
                if (!lists.begin(tag.equals("ol"))) {
                    block();
                }
            }
            case "li" -> beginItem();
            case "table" -> tables.beginTable();
            case "tr" -> tables.beginRow(row(attributes));
            case "td", "th" -> tables.beginCell();
            case "div" -> {
                beginPage(type);
                block();
            }
            case "p" -> beginParagraph(type);
            default -> {
                if (BLOCKS.contains(tag)) {
                    block();
                }
            }
        }
    }

    @Override
    public void endElement(String uri, String localName, String name) {
        if (skipped > 0) {
            skipped--;
            return;
        }
        String tag = tag(localName, name);
        switch (tag) {
            case "h1", "h2", "h3", "h4", "h5", "h6" -> endHeading();
            case "pre" -> {
                verbatim--;
                text.endVerbatim();
            }
            case "ul", "ol" -> {
                if (!lists.end()) {
                    block();
                }
            }
            case "table" -> tables.endTable();
            case "td", "th" -> tables.endCell();
            case "p" -> endParagraph();
            default -> {
                if (BLOCKS.contains(tag)) {
                    block();
                }
            }
        }
    }

    private static String tag(String localName, String name) {
        return (localName.isEmpty() ? name : localName).toLowerCase(Locale.ROOT);
    }

    private void block() {
        if (!text.isAtItemStart() && !tables.isAtCellStart()) {
            text.atLeast(tables.blockGap());
        }
    }

    /** Documents of Word and Writer have code only as paragraphs of a style, one for each line. */
    private void beginParagraph(String style) {
        block();
        inCode =
                format == FileFormat.DOCUMENT
                        && CODE_STYLE.matcher(style).find()
                        && !tables.inCell();
        if (inCode) {
            verbatim++;
            if (text.length() > 0 && text.length() == codeEnd) {
                text.exactly(Gap.LINE);
            }
        }
    }

    private void endParagraph() {
        if (inCode) {
            inCode = false;
            verbatim--;
            text.endVerbatim();
            codeEnd = text.length();
        }
        block();
    }

    private static @Nullable Integer row(Attributes attributes) {
        String row = attributes.getValue(WorkbookParser.ROW);
        return row == null ? null : Integer.valueOf(row);
    }

    private void beginItem() {
        // Tika gives the items of some formats without their list.
        text.exactly(lists.isFirstItem() ? Gap.PARAGRAPH : Gap.LINE);
        text.mark(lists.nextMark());
    }

    private void beginPage(String type) {
        boolean page =
                switch (format) {
                    case PDF -> type.equals("page");
                    case SLIDES -> type.equals("slide-content");
                    default -> false;
                };
        if (page) {
            text.place().nextPage();
        }
    }

    private void beginHeading(int level) {
        if (format == FileFormat.SHEETS && level == 1) {
            inSheetName = true;
            sheetName.setLength(0);
            return;
        }
        block();
        text.beginHeading(level);
    }

    private void endHeading() {
        if (inSheetName) {
            inSheetName = false;
            text.place().sheet(sheetName.toString());
            return;
        }
        text.endHeading();
        block();
    }

    @Override
    public void characters(char[] characters, int start, int length)
            throws WriteLimitReachedException {
        if (skipped > 0) {
            return;
        }
        if (inSheetName) {
            sheetName.append(characters, start, length);
            return;
        }
        for (int i = start; i < start + length; i++) {
            if (verbatim > 0) {
                text.verbatim(characters[i]);
            } else {
                running(characters[i]);
            }
        }
    }

    private void running(char unit) throws WriteLimitReachedException {
        if (format == FileFormat.PDF && Character.isLetter(unit)) {
            text.joinHyphenated(unit);
        }
        text.running(unit);
    }

    @Override
    public void ignorableWhitespace(char[] characters, int start, int length)
            throws WriteLimitReachedException {
        characters(characters, start, length);
    }
}
