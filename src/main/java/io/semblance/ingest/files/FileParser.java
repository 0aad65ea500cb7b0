package io.semblance.ingest.files;

import io.semblance.ingest.files.FileRefusedException.Reason;

import org.apache.tika.config.TikaConfig;
import org.apache.tika.detect.DefaultDetector;
import org.apache.tika.detect.Detector;
import org.apache.tika.exception.TikaException;
import org.apache.tika.extractor.DocumentSelector;
import org.apache.tika.io.TikaInputStream;
import org.apache.tika.metadata.HttpHeaders;
import org.apache.tika.metadata.Metadata;
import org.apache.tika.metadata.Property;
import org.apache.tika.metadata.TikaCoreProperties;
import org.apache.tika.mime.MediaType;
import org.apache.tika.mime.MimeTypes;
import org.apache.tika.parser.CompositeParser;
import org.apache.tika.parser.ParseContext;
import org.apache.tika.parser.Parser;
import org.apache.tika.parser.html.HtmlMapper;
import org.apache.tika.parser.html.IdentityHtmlMapper;
import org.apache.tika.parser.microsoft.OfficeParserConfig;
import org.apache.tika.parser.pdf.PDFParserConfig;
import org.jspecify.annotations.Nullable;
import org.xml.sax.SAXException;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Recognises the type of a file and reads its text. Embedded files, attachments, macros and images
 * are not read. Thread-safe.
 */
final class FileParser {

    private static final int MAX_TITLE = 1_000;

    /** Bytes of a plain text for each of its characters, at most. */
    private static final int MAX_BYTES_PER_CHARACTER = 4;

    private final Detector detector = new DefaultDetector();
    private final MimeTypes names = TikaConfig.getDefaultConfig().getMimeRepository();
    private final CompositeParser parser =
            new CompositeParser(names.getMediaTypeRegistry(), FileFormat.parsers());

    /** Carries a failure out of a parser's task. */
    static final class RefusedException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final transient ParseFailure failure;

        RefusedException(ParseFailure failure) {
            super(failure.message());
            this.failure = failure;
        }

        ParseFailure failure() {
            return failure;
        }
    }

    /**
     * The text of a file.
     *
     * @throws RefusedException if it has none, or the type is not supported; parsers also throw
     *     exceptions and errors of every kind for damaged files, see {@link ParseFailure}
     */
    ParseReply parse(ParseRequest request) {
        Metadata metadata = new Metadata();
        metadata.set(TikaCoreProperties.RESOURCE_NAME_KEY, request.name());
        if (request.contentType() != null) {
            metadata.set(HttpHeaders.CONTENT_TYPE, request.contentType());
        }
        Path path = Path.of(request.path());
        try (TikaInputStream stream = TikaInputStream.get(path, new Metadata())) {
            MediaType type = detector.detect(stream, metadata);
            FileFormat format = format(type, request);
            metadata.set(HttpHeaders.CONTENT_TYPE, type.toString());
            return format.isPlain()
                    ? plain(format, path, metadata, request)
                    : structured(format, stream, metadata, request);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (TikaException | SAXException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private FileFormat format(MediaType type, ParseRequest request) throws IOException {
        FileFormat format = FileFormat.of(type, request);
        if (format != null) {
            return format;
        }
        Metadata name = new Metadata();
        name.set(TikaCoreProperties.RESOURCE_NAME_KEY, request.name());
        MediaType byName = names.detect(null, name);
        FileFormat stated = FileFormat.of(byName, request);
        if (stated != null && !stated.isPlain()) {
            throw new RefusedException(
                    new ParseFailure(
                            Reason.DAMAGED,
                            "the name of the file ends like that of a file of type %s, but its content is not of this type (it is %s); the file is damaged or has a wrong name"
                                    .formatted(byName, type)));
        }
        throw new RefusedException(
                new ParseFailure(
                        Reason.UNSUPPORTED,
                        "files of type %s are not read; the supported types are %s"
                                .formatted(type, FileFormat.NAMES)));
    }

    private static ParseReply plain(
            FileFormat format, Path path, Metadata metadata, ParseRequest request)
            throws IOException {
        long maxBytes = (long) MAX_BYTES_PER_CHARACTER * request.maxCharacters();
        if (Files.size(path) > maxBytes) {
            throw new RefusedException(ParseFailure.tooLarge(request.maxCharacters()));
        }
        String text = TextCleaner.cleaned(PlainText.decoded(Files.readAllBytes(path), metadata));
        if (text.length() > request.maxCharacters()) {
            throw new RefusedException(ParseFailure.tooLarge(request.maxCharacters()));
        }
        if (format == FileFormat.TEXT) {
            return parsed(null, text, List.of(), metadata);
        }
        MarkdownSections markdown = MarkdownSections.of(text);
        return parsed(markdown.title(), text, markdown.sections(), metadata);
    }

    private ParseReply structured(
            FileFormat format, TikaInputStream stream, Metadata metadata, ParseRequest request)
            throws IOException, SAXException, TikaException {
        if (ZipExpansion.isBomb(stream.getPath())) {
            throw new RefusedException(ParseFailure.bomb());
        }
        StructuredText text = new StructuredText(request.maxCharacters());
        try {
            parser.parse(stream, new XhtmlReader(format, text), metadata, context());
        } catch (IOException | SAXException | TikaException | IllegalStateException e) {
            if (!text.isFull()) {
                throw e;
            }
        }
        // Also if the parser went on after the exception.
        if (text.isFull()) {
            throw new RefusedException(ParseFailure.tooLarge(request.maxCharacters()));
        }
        String warning = metadata.get(TikaCoreProperties.TIKA_META_EXCEPTION_WARNING);
        if (warning != null) {
            throw new RefusedException(ParseFailure.partlyDamaged(warning));
        }
        String title = metadata.get(TikaCoreProperties.TITLE);
        return parsed(title, text.text(), text.sections(), metadata);
    }

    private ParseContext context() {
        PDFParserConfig pdf = new PDFParserConfig();
        pdf.setOcrStrategy(PDFParserConfig.OCR_STRATEGY.NO_OCR);
        pdf.setExtractInlineImages(false);
        pdf.setExtractBookmarksText(false);
        pdf.setExtractAnnotationText(false);
        pdf.setIfXFAExtractOnlyXFA(true);
        // A page that cannot be read must not be left out without a word.
        pdf.setCatchIntermediateIOExceptions(false);
        OfficeParserConfig office = new OfficeParserConfig();
        office.setUseSAXDocxExtractor(true);
        office.setUseSAXPptxExtractor(true);
        office.setIncludeDeletedContent(false);
        office.setIncludeHeadersAndFooters(false);
        office.setIncludeSlideMasterContent(false);
        office.setIncludeMissingRows(true);
        ParseContext context = new ParseContext();
        context.set(PDFParserConfig.class, pdf);
        context.set(OfficeParserConfig.class, office);
        context.set(HtmlMapper.class, IdentityHtmlMapper.INSTANCE);
        context.set(DocumentSelector.class, FileParser::isBody);
        context.set(Parser.class, parser);
        return context;
    }

    /** Whether an embedded part is the text of a message, and not an attachment. */
    private static boolean isBody(Metadata part) {
        String type = part.get(HttpHeaders.CONTENT_TYPE);
        return type != null
                && type.startsWith(MediaType.TEXT_PLAIN.toString())
                && part.get(TikaCoreProperties.RESOURCE_NAME_KEY) == null
                && part.get(HttpHeaders.CONTENT_DISPOSITION) == null;
    }

    private static ParseReply parsed(
            @Nullable String title, String text, List<Section> sections, Metadata metadata) {
        if (text.isBlank()) {
            return ParseFailure.NO_TEXT.reply();
        }
        String line = title == null ? "" : TextCleaner.shortened(title, MAX_TITLE);
        return new ParseReply.Parsed(
                line.isEmpty() ? null : line, text, sections, source(metadata));
    }

    private static Map<String, String> source(Metadata metadata) {
        Map<String, String> source = new LinkedHashMap<>();
        MediaType type = MediaType.parse(metadata.get(HttpHeaders.CONTENT_TYPE));
        put(source, "contentType", type == null ? null : type.getBaseType().toString());
        put(source, "author", metadata.get(TikaCoreProperties.CREATOR));
        put(source, "created", date(metadata, TikaCoreProperties.CREATED));
        put(source, "modified", date(metadata, TikaCoreProperties.MODIFIED));
        return source;
    }

    private static @Nullable String date(Metadata metadata, Property property) {
        String date = metadata.get(property);
        if (date == null) {
            return null;
        }
        try {
            Instant instant = Instant.parse(date.endsWith("Z") ? date : date + "Z");
            // Some programs write the first moment of their calendar if they know none.
            return instant.isAfter(Instant.EPOCH) ? instant.toString() : null;
        } catch (DateTimeParseException e) {
            return null;
        }
    }

    private static void put(Map<String, String> source, String key, @Nullable String value) {
        String line = value == null ? "" : TextCleaner.shortened(value, MAX_TITLE);
        if (!line.isEmpty()) {
            source.put(key, line);
        }
    }
}
