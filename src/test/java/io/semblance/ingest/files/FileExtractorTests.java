package io.semblance.ingest.files;

import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** What files of other programs give. */
@Timeout(300)
class FileExtractorTests {

    private static final FileExtractor EXTRACTOR = Fixtures.extractor();

    private static final String[] REPORT = {
        "Methods",
        "We measured the wind at three masts. Each mast has a number.",
        "Instruments",
        "Mast | Height (m) | Sensor\nNorth | 80 | ultrasonic\nSouth | 100 | cup",
        "Results",
        "The wind was strong in March.",
        "The code above computes the mean."
    };

    @TempDir Path folder;

    @AfterAll
    static void close() {
        EXTRACTOR.close();
    }

    private static ExtractedFile extracted(String name) {
        return EXTRACTOR.extract(Fixtures.file(name), name, null);
    }

    private ExtractedFile written(String name, byte[] bytes) throws IOException {
        return EXTRACTOR.extract(Files.write(folder.resolve("upload"), bytes), name, null);
    }

    private ExtractedFile written(String name, String text) throws IOException {
        return written(name, text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void readsTheColumnsOfAPdfOneAfterTheOther() {
        ExtractedFile file = extracted("two-columns.pdf");

        assertThat(file.title()).isEqualTo("Harbour report");
        assertThat(file.text().split("\n\n"))
                .satisfiesExactly(
                        each -> assertThat(each).startsWith("The left column begins here."),
                        each -> assertThat(each).endsWith("until the fog had gone."),
                        each -> assertThat(each).startsWith("The right column begins here."),
                        each ->
                                assertThat(each)
                                        .isEqualTo("The right column ends with the tide table."),
                        each ->
                                assertThat(each)
                                        .startsWith("The second page is about the railway"));
        assertThat(Fixtures.places(file))
                .containsExactly(
                        "The left column begins here. T: page 1",
                        "The second page is about the r: page 2");
        assertThat(file.metadata().get("source"))
                .asInstanceOf(InstanceOfAssertFactories.MAP)
                .containsEntry("file", "two-columns.pdf")
                .containsEntry("contentType", "application/pdf")
                .containsEntry("author", "Ada Pilot")
                .containsKey("created");
    }

    @Test
    void readsAPdfThatOnlyItsOwnerMayChange() {
        assertThat(extracted("owner-only.pdf").text())
                .isEqualTo(extracted("two-columns.pdf").text());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pandoc.docx",
                "libreoffice.docx",
                "libreoffice.doc",
                "libreoffice.odt",
                "report.html",
                "book.epub"
            })
    void readsParagraphsTablesAndHeadings(String name) {
        ExtractedFile file = extracted(name);

        assertThat(file.title()).isEqualTo("Field report");
        assertThat(file.text().split("\n\n")).containsSubsequence(REPORT);
        assertThat(file.text()).contains("calibrate the sensors\n").contains("and the hour");
        assertThat(Fixtures.places(file))
                .containsSubsequence(
                        "Methods: Methods",
                        "Instruments: Methods › Instruments",
                        "Results: Results");
    }

    @ParameterizedTest
    @ValueSource(strings = {"pandoc.docx", "libreoffice.docx", "report.html", "book.epub"})
    void keepsTheLinesOfCode(String name) {
        assertThat(extracted(name).text())
                .contains("\n\ndef mean(values):\n    return sum(values) / len(values)\n\n");
    }

    @Test
    void readsRichTextWithoutItsStructure() {
        assertThat(extracted("libreoffice.rtf").text().split("\n\n"))
                .contains("We measured the wind at three masts. Each mast has a number.", "80");
    }

    @Test
    void keepsMarkdownAsItIs() throws IOException {
        ExtractedFile file = extracted("report.md");

        assertThat(file.text()).isEqualTo(Files.readString(Fixtures.file("report.md")));
        assertThat(file.title()).isEqualTo("Field report");
        assertThat(Fixtures.places(file))
                .containsExactly(
                        "# Methods: Methods",
                        "## Instruments: Methods › Instruments",
                        "# Results: Results");
    }

    @ParameterizedTest
    @ValueSource(strings = {"prices.xlsx", "prices.xls"})
    void namesTheSheetAndTheRowOfAWorkbook(String name) {
        ExtractedFile file = extracted(name);

        assertThat(file.text())
                .isEqualTo("Item | Price\nCopper kettle | 49.5\nOak table | 320\n\nForge and Sons");
        assertThat(Fixtures.places(file))
                .containsExactly(
                        "Item | Price: Prices 2025 row 1",
                        "Copper kettle | 49.5: Prices 2025 row 2",
                        "Oak table | 320: Prices 2025 row 5",
                        "Forge and Sons: Suppliers row 1");
    }

    @Test
    void numbersTheSlidesOfAPresentation() {
        assertThat(Fixtures.places(extracted("slides.pptx")))
                .containsExactly("Winter plan: page 1", "Snow ploughs: page 2", "Salt: page 3");
    }

    @ParameterizedTest
    @ValueSource(strings = {"letter.eml", "plain.eml"})
    void readsAMessageWithoutItsAttachments(String name) {
        ExtractedFile file = extracted(name);

        assertThat(file.text())
                .isEqualTo("Dear crew,\n\nthere will be fog tomorrow.\nKeep the lamps lit.\n\nAda");
        assertThat(file.title()).endsWith("og" + (name.startsWith("plain") ? "" : " tomorrow"));
        assertThat(file.metadata().get("source"))
                .isEqualTo(
                        Map.of(
                                "file",
                                name,
                                "contentType",
                                "message/rfc822",
                                "author",
                                "Ada Pilot <ada@example.org>",
                                "created",
                                "2025-03-03T07:30:00Z"));
    }

    @Test
    void readsPlainTextInItsEncoding() throws IOException {
        String text = "Grüße aus Köln, schöne Straße, Übermut und Äpfel für alle Bäcker";

        assertThat(written("a.txt", text).text()).isEqualTo(text);
        assertThat(written("a.txt", "\uFEFF" + text).text()).isEqualTo(text);
        assertThat(written("a.txt", text.getBytes(Charset.forName("windows-1252"))).text())
                .isEqualTo(text);
        assertThat(written("a.txt", text.getBytes(StandardCharsets.UTF_16)).text()).isEqualTo(text);
    }

    @Test
    void removesCharactersThatNoDocumentMayHave() throws IOException {
        assertThat(written("a.txt", "one\r\ntwo\u0000\rthree\u0007").text())
                .isEqualTo("one\ntwo\nthree");
    }

    @Test
    void recognisesATypeByItsContent() throws IOException {
        byte[] pdf = Files.readAllBytes(Fixtures.file("two-columns.pdf"));

        assertThat(written("noname", pdf).sections()).hasSize(2);
        assertThat(written("wrong.txt", pdf).sections()).hasSize(2);
    }

    @Test
    void skipsScriptsAndStylesOfHtml() throws IOException {
        assertThat(
                        written(
                                        "a.html",
                                        "<html><head><title>T</title><style>b{}</style></head><body><script>run()</script><p>seen<noscript>no</noscript></p></body></html>")
                                .text())
                .isEqualTo("seen");
    }
}
