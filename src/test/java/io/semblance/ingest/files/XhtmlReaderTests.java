package io.semblance.ingest.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.tika.exception.WriteLimitReachedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

import java.io.IOException;
import java.io.StringReader;
import java.util.List;

import javax.xml.parsers.ParserConfigurationException;
import javax.xml.parsers.SAXParserFactory;

/** What the structure of a document becomes in its text. */
class XhtmlReaderTests {

    private static StructuredText read(FileFormat format, String body) throws SAXException {
        StructuredText text = new StructuredText(10_000_000);
        read(format, body, text);
        return text;
    }

    private static void read(FileFormat format, String body, StructuredText text)
            throws SAXException {
        try {
            var reader = SAXParserFactory.newInstance().newSAXParser().getXMLReader();
            reader.setContentHandler(new XhtmlReader(format, text));
            reader.parse(new InputSource(new StringReader("<html>%s</html>".formatted(body))));
        } catch (IOException | ParserConfigurationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String html(String body) throws SAXException {
        return read(FileFormat.HTML, body).text();
    }

    @Test
    void paragraphsAreSeparatedByBlankLines() throws SAXException {
        assertThat(html("<p> one \n  two</p>\n<div>three<br/>four</div><p/><p>five</p>"))
                .isEqualTo("one two\n\nthree\nfour\n\nfive");
    }

    @Test
    void listsHaveTheirMarks() throws SAXException {
        assertThat(
                        html(
                                "<p>a</p><ul><li>b</li><li><p>c</p><ol><li>d</li><li>e</li></ol></li><li>f</li></ul><p>g</p>"))
                .isEqualTo("a\n\n- b\n- c\n  1. d\n  2. e\n- f\n\ng");
    }

    @Test
    void rowsAreLinesOfCells() throws SAXException {
        String table =
                "<p>x</p><table><tr><th>a</th><th><p>b</p></th></tr> <tr> <td><b>c</b> d</td>"
                        + "<td/><td>e<br/>f</td></tr></table>y";

        assertThat(html(table)).isEqualTo("x\n\na | b\nc d | e f\n\ny");
        assertThat(read(FileFormat.DOCUMENT, table).text()).isEqualTo("x\n\na | b\nc d | e f\n\ny");
    }

    @Test
    void paragraphsInACellOfADocumentAreOneLine() throws SAXException {
        String table = "<table><tr><td><p>a</p><p>b</p></td><td><p>c</p></td></tr></table>";

        assertThat(read(FileFormat.DOCUMENT, table).text()).isEqualTo("a b | c");
    }

    /** Newsletters lay out whole pages by tables. */
    @Test
    void tablesOfHtmlThatOnlyLayOutAPageAreParagraphs() throws SAXException {
        assertThat(
                        html(
                                "<table><tr><td><p>one</p><p>two</p></td><td>three</td></tr><tr><td>four</td></tr></table>"))
                .isEqualTo("one\n\ntwo\n\nthree\n\nfour");
    }

    @Test
    void codeIsKeptAsItIs() throws SAXException {
        assertThat(html("<p>a</p><pre><code>\n  if x:\n\n    y\n</code></pre><p>b</p>"))
                .isEqualTo("a\n\n  if x:\n\n    y\n\nb");
    }

    @Test
    void headingsAreSectionsOfTheirPath() throws SAXException {
        StructuredText text =
                read(
                        FileFormat.HTML,
                        "<p>zero</p><h1>A</h1><p>one</p><h3>B"
                                + " <i>b</i></h3><p>two</p><h2>C</h2><h1>D</h1>");

        assertThat(text.text()).isEqualTo("zero\n\nA\n\none\n\nB b\n\ntwo\n\nC\n\nD");
        assertThat(text.sections())
                .containsExactly(
                        new Section(6, null, "A", null, null),
                        new Section(14, null, "A › B b", null, null),
                        new Section(24, null, "A › C", null, null),
                        new Section(27, null, "D", null, null));
    }

    @Test
    void anEmptyHeadingIsNone() throws SAXException {
        assertThat(read(FileFormat.HTML, "<h1> </h1><p>a</p>").sections()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "infor-⏎mation | information",
                "Jean-⏎Pierre | Jean-Pierre",
                "pre- and | pre- and",
                "1990-⏎2000 | 1990- 2000",
                "end -⏎start | end - start",
                "two⏎lines | two lines"
            })
    void wordsThatAPdfHyphenatesAreJoined(String lines, String joined) throws SAXException {
        String body = "<p>%s</p>".formatted(lines.replace('⏎', '\n'));

        assertThat(read(FileFormat.PDF, body).text()).isEqualTo(joined);
    }

    @Test
    void pagesOfAPdfAreSections() throws SAXException {
        StructuredText text =
                read(
                        FileFormat.PDF,
                        "<div class=\"page\"><p>a</p></div><div class=\"page\"/><div"
                                + " class=\"page\"><p>b</p></div>");

        assertThat(text.sections())
                .containsExactly(
                        new Section(0, 1, null, null, null), new Section(3, 3, null, null, null));
    }

    @Test
    void softHyphensAndControlCharactersAreLeftOut() throws SAXException {
        assertThat(html("<p>Donau\u00ADdampf\u007F\u00A0schiff 🚀</p>"))
                .isEqualTo("Donaudampf schiff 🚀");
    }

    @Test
    void theNumberOfSectionsIsBounded() throws SAXException {
        List<Section> sections = read(FileFormat.HTML, "<h2>a</h2>".repeat(400_000)).sections();

        assertThat(sections).hasSizeBetween(50_000, 60_000);
        assertThat(sections.getLast().start()).isGreaterThan(1_190_000);
    }

    @Test
    void stopsAtTheLimit() {
        StructuredText text = new StructuredText(10);

        assertThatThrownBy(() -> read(FileFormat.HTML, "<p>12345</p><p>6789</p>", text))
                .isInstanceOf(WriteLimitReachedException.class);
        assertThat(text.isFull()).isTrue();
    }
}
