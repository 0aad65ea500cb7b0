package io.semblance.ingest.files;

import org.apache.tika.mime.MediaType;
import org.apache.tika.mime.MediaTypeRegistry;
import org.apache.tika.parser.Parser;
import org.apache.tika.parser.epub.EpubParser;
import org.apache.tika.parser.html.JSoupParser;
import org.apache.tika.parser.mail.RFC822Parser;
import org.apache.tika.parser.microsoft.OfficeParser;
import org.apache.tika.parser.microsoft.ooxml.OOXMLParser;
import org.apache.tika.parser.microsoft.rtf.RTFParser;
import org.apache.tika.parser.odf.OpenDocumentParser;
import org.apache.tika.parser.pdf.PDFParser;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The kinds of files that are read, and what is special about each. */
enum FileFormat {
    /** Plain text, kept as it is. */
    TEXT,
    /** Markdown source, kept as it is, with sections by its headings. */
    MARKDOWN,
    /** HTML and XHTML. */
    HTML,
    /** PDF: lines are joined to paragraphs. */
    PDF,
    /** Word processing: DOCX, DOC, ODT, RTF. */
    DOCUMENT,
    /** Presentations: each slide is a page. */
    SLIDES,
    /** Workbooks: each sheet has a name and rows. */
    SHEETS,
    /** E-books. */
    BOOK,
    /** E-mail: RFC 822 and Outlook messages, without attachments. */
    MAIL;

    /** The formats for a message. */
    static final String NAMES =
            "plain text, Markdown, HTML, PDF, DOCX, DOC, ODT, RTF, PPTX, PPT, ODP, XLSX, XLS, EPUB,"
                    + " EML, MSG";

    static final String XLSX = ooxml("spreadsheetml.sheet");
    static final String XLSX_WITH_MACROS = macros("excel.sheet");

    private static final Map<String, FileFormat> BY_TYPE =
            Map.ofEntries(
                    Map.entry("text/html", HTML),
                    Map.entry("application/xhtml+xml", HTML),
                    Map.entry("application/pdf", PDF),
                    Map.entry("application/msword", DOCUMENT),
                    Map.entry(ooxml("wordprocessingml.document"), DOCUMENT),
                    Map.entry(ooxml("wordprocessingml.template"), DOCUMENT),
                    Map.entry(macros("word.document"), DOCUMENT),
                    Map.entry("application/vnd.oasis.opendocument.text", DOCUMENT),
                    Map.entry("application/rtf", DOCUMENT),
                    Map.entry("application/vnd.ms-powerpoint", SLIDES),
                    Map.entry(ooxml("presentationml.presentation"), SLIDES),
                    Map.entry(ooxml("presentationml.slideshow"), SLIDES),
                    Map.entry(macros("powerpoint.presentation"), SLIDES),
                    Map.entry("application/vnd.oasis.opendocument.presentation", SLIDES),
                    Map.entry("application/vnd.ms-excel", SHEETS),
                    Map.entry(XLSX, SHEETS),
                    Map.entry(XLSX_WITH_MACROS, SHEETS),
                    Map.entry("application/epub+zip", BOOK),
                    Map.entry("message/rfc822", MAIL),
                    Map.entry("application/vnd.ms-outlook", MAIL),
                    Map.entry("application/x-tika-ooxml-protected", DOCUMENT));

    private static final List<String> MARKDOWN_ENDINGS = List.of(".md", ".markdown", ".mdown");

    private static String ooxml(String name) {
        return "application/vnd.openxmlformats-officedocument." + name;
    }

    private static String macros(String name) {
        return "application/vnd.ms-" + name + ".macroenabled.12";
    }

    /** The format of a media type; null if files of this type are not read. */
    static @Nullable FileFormat of(MediaType type, ParseRequest request) {
        MediaTypeRegistry registry = MediaTypeRegistry.getDefaultRegistry();
        MediaType plain = registry.normalize(type.getBaseType());
        FileFormat known = BY_TYPE.get(plain.toString());
        if (known != null) {
            return known;
        }
        if (!registry.isInstanceOf(plain, MediaType.TEXT_PLAIN)) {
            return null;
        }
        return isMarkdown(request) ? MARKDOWN : TEXT;
    }

    private static boolean isMarkdown(ParseRequest request) {
        String name = request.name().toLowerCase(Locale.ROOT);
        String type = request.contentType();
        return MARKDOWN_ENDINGS.stream().anyMatch(name::endsWith)
                || (type != null && type.toLowerCase(Locale.ROOT).contains("markdown"));
    }

    /** Whether the text is read directly, without a parser of Tika. */
    boolean isPlain() {
        return this == TEXT || this == MARKDOWN;
    }

    /** The parsers of all formats other than plain text; each is thread-safe. */
    static List<Parser> parsers() {
        return List.of(
                new JSoupParser(),
                new PDFParser(),
                new OOXMLParser(),
                new OfficeParser(),
                new OpenDocumentParser(),
                new RTFParser(),
                new EpubParser(),
                new RFC822Parser(),
                new VerbatimTextParser(),
                // After the parser of Tika that also supports these types: the last one is used.
                new WorkbookParser());
    }
}
