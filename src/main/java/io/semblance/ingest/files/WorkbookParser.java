package io.semblance.ingest.files;

import org.apache.poi.openxml4j.exceptions.OpenXML4JException;
import org.apache.poi.openxml4j.opc.OPCPackage;
import org.apache.poi.openxml4j.opc.PackageAccess;
import org.apache.poi.openxml4j.opc.PackageProperties;
import org.apache.poi.ss.usermodel.DataFormatter;
import org.apache.poi.util.XMLHelper;
import org.apache.poi.xssf.eventusermodel.ReadOnlySharedStringsTable;
import org.apache.poi.xssf.eventusermodel.XSSFReader;
import org.apache.poi.xssf.eventusermodel.XSSFSheetXMLHandler;
import org.apache.poi.xssf.eventusermodel.XSSFSheetXMLHandler.SheetContentsHandler;
import org.apache.poi.xssf.usermodel.XSSFComment;
import org.apache.tika.exception.TikaException;
import org.apache.tika.io.TikaInputStream;
import org.apache.tika.metadata.Metadata;
import org.apache.tika.metadata.TikaCoreProperties;
import org.apache.tika.mime.MediaType;
import org.apache.tika.parser.ParseContext;
import org.apache.tika.parser.Parser;
import org.apache.tika.sax.XHTMLContentHandler;
import org.jspecify.annotations.Nullable;
import org.xml.sax.ContentHandler;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.XMLReader;

import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Set;

import javax.xml.parsers.ParserConfigurationException;

/**
 * Reads workbooks (XLSX) as a stream, like Tika's own parser, but with the number of each row: the
 * file leaves empty rows out.
 */
final class WorkbookParser implements Parser {

    /** The attribute of a row with its number, from 1. */
    static final String ROW = "data-row";

    private static final long serialVersionUID = 1L;

    @Override
    public Set<MediaType> getSupportedTypes(ParseContext context) {
        return Set.of(
                MediaType.parse(FileFormat.XLSX), MediaType.parse(FileFormat.XLSX_WITH_MACROS));
    }

    @Override
    public void parse(
            InputStream stream, ContentHandler handler, Metadata metadata, ParseContext context)
            throws IOException, SAXException, TikaException {
        try (OPCPackage file =
                OPCPackage.open(TikaInputStream.get(stream).getFile(), PackageAccess.READ)) {
            addProperties(file.getPackageProperties(), metadata);
            XHTMLContentHandler xhtml = new XHTMLContentHandler(handler, metadata);
            xhtml.startDocument();
            sheets(file, xhtml);
            xhtml.endDocument();
        } catch (OpenXML4JException | ParserConfigurationException e) {
            throw new TikaException("not a workbook: " + e.getMessage(), e);
        }
    }

    private static void addProperties(PackageProperties properties, Metadata metadata) {
        properties
                .getTitleProperty()
                .ifPresent(title -> metadata.set(TikaCoreProperties.TITLE, title));
        properties
                .getCreatorProperty()
                .ifPresent(author -> metadata.set(TikaCoreProperties.CREATOR, author));
        properties
                .getCreatedProperty()
                .ifPresent(date -> metadata.set(TikaCoreProperties.CREATED, date));
        properties
                .getModifiedProperty()
                .ifPresent(date -> metadata.set(TikaCoreProperties.MODIFIED, date));
    }

    private static void sheets(OPCPackage file, XHTMLContentHandler xhtml)
            throws IOException, SAXException, OpenXML4JException, ParserConfigurationException {
        XSSFReader reader = new XSSFReader(file, true);
        var strings = new ReadOnlySharedStringsTable(file, false);
        var styles = reader.getStylesTable();
        var formatter = new DataFormatter(Locale.ROOT);
        var sheets = reader.getSheetIterator();
        while (sheets.hasNext()) {
            try (InputStream sheet = sheets.next()) {
                xhtml.element("h1", sheets.getSheetName());
                xhtml.startElement("table");
                XMLReader xml = XMLHelper.newXMLReader();
                xml.setContentHandler(
                        new XSSFSheetXMLHandler(
                                styles, strings, new Rows(xhtml), formatter, false));
                xml.parse(new InputSource(sheet));
                xhtml.endElement("table");
            }
        }
    }

    /** Writes the rows of a sheet. */
    private record Rows(XHTMLContentHandler xhtml) implements SheetContentsHandler {

        @Override
        public void startRow(int index) {
            write(() -> xhtml.startElement("tr", ROW, String.valueOf(index + 1)));
        }

        @Override
        public void endRow(int index) {
            write(() -> xhtml.endElement("tr"));
        }

        @Override
        public void cell(
                @Nullable String reference, @Nullable String value, @Nullable XSSFComment comment) {
            if (value != null) {
                write(() -> xhtml.element("td", value));
            }
        }

        /** The interface of POI has no exceptions. */
        private static void write(Write write) {
            try {
                write.run();
            } catch (SAXException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private interface Write {
        void run() throws SAXException;
    }
}
