package io.semblance.ingest.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.semblance.ingest.files.FileRefusedException.Reason;

import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.common.PDStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Files that cannot be read: each fails alone, and the next one is read. */
@Timeout(300)
class HostileFilesTests {

    private static final String START = "<?xml version=\"1.0\"?><w:document %s><w:body>";
    private static final String END = "</w:body></w:document>";

    @TempDir Path folder;

    private static FileRefusedException refusal(FileExtractor extractor, Path file, String name) {
        FileRefusedException refusal =
                catchThrowableOfType(
                        FileRefusedException.class, () -> extractor.extract(file, name, null));
        assertThat(refusal).as(name).isNotNull();
        assertThat(extractor.extract(Fixtures.file("plain.eml"), "next.eml", null).title())
                .isEqualTo("Plain fog");
        return refusal;
    }

    private static FileRefusedException refusal(Path file, String name) {
        try (FileExtractor extractor = Fixtures.extractor()) {
            return refusal(extractor, file, name);
        }
    }

    private Path written(byte[] bytes) throws IOException {
        return Files.write(folder.resolve("upload"), bytes);
    }

    @ParameterizedTest
    @CsvSource({
        "encrypted.pdf, ENCRYPTED, remove the password",
        "scan.pdf, EMPTY, OCR is not done"
    })
    void refusesWhatHasNoReadableText(String name, Reason reason, String remedy) {
        FileRefusedException refusal = refusal(Fixtures.file(name), name);

        assertThat(refusal.reason()).isEqualTo(reason);
        assertThat(refusal).hasMessageContaining(remedy);
    }

    @ParameterizedTest
    @CsvSource({"0", "20"})
    void refusesAFileWithoutText(int spaces) throws IOException {
        Path file = written(" ".repeat(spaces).getBytes(StandardCharsets.UTF_8));

        assertThat(refusal(file, "a.txt").reason()).isEqualTo(Reason.EMPTY);
    }

    @ParameterizedTest
    @CsvSource({"two-columns.pdf", "libreoffice.docx", "libreoffice.doc", "libreoffice.odt"})
    void refusesHalfAFile(String name) throws IOException {
        byte[] whole = Files.readAllBytes(Fixtures.file(name));
        Path half = written(Arrays.copyOf(whole, whole.length / 2));

        assertThat(refusal(half, name).reason()).isEqualTo(Reason.DAMAGED);
    }

    /** A parser that read the part before the damage would give half a document without a word. */
    @Test
    void refusesADocumentWithADamagedPart() throws IOException {
        byte[] bytes = Files.readAllBytes(Fixtures.file("libreoffice.docx"));
        for (int i = 2_000; i < 2_600; i++) {
            bytes[i] ^= 0x55;
        }

        assertThat(refusal(written(bytes), "a.docx").reason()).isEqualTo(Reason.DAMAGED);
    }

    @Test
    void refusesTypesWithoutText() throws IOException {
        byte[] png = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n', 0, 0, 0, 13};
        FileRefusedException refusal = refusal(written(png), "a.png");

        assertThat(refusal.reason()).isEqualTo(Reason.UNSUPPORTED);
        assertThat(refusal).hasMessageContaining("image/png").hasMessageContaining("PDF, DOCX");
    }

    @Test
    void refusesAPartThatExpandsToAHundredTimesItsSize() {
        String blank = "<w:p><w:r><w:t> </w:t></w:r></w:p>".repeat(1_000);
        Path file = Fixtures.docx(folder, START, blank, 2_000, END);

        FileRefusedException refusal = refusal(file, "bomb.docx");

        assertThat(refusal.reason()).isEqualTo(Reason.TOO_LARGE);
        assertThat(refusal).hasMessageContaining("zip bomb");
    }

    @Test
    void neverOpensZipFilesInZipFiles() throws IOException {
        byte[] content = new byte[1_000_000];
        for (int depth = 0; depth < 4; depth++) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
                for (int i = 0; i < 5; i++) {
                    zip.putNextEntry(new ZipEntry(i + ".zip"));
                    zip.write(content);
                }
            }
            content = bytes.toByteArray();
        }
        Path file = written(content);

        assertThat(refusal(file, "nested.zip").reason()).isEqualTo(Reason.UNSUPPORTED);
        assertThat(refusal(file, "nested.docx").reason()).isEqualTo(Reason.DAMAGED);
    }

    @Test
    void refusesEntitiesThatExpandAndReadsNoExternalOnes() {
        String laughs =
                """
                <?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "lollollollol">
                <!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>
                <w:document %s><w:body><w:p><w:r><w:t>&c;</w:t></w:r></w:p>\
                """;
        assertThat(refusal(Fixtures.docx(folder, laughs, "", 0, END), "a.docx").reason())
                .isEqualTo(Reason.TOO_LARGE);

        Path secret = Fixtures.file("README.md");
        String external =
                "<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY e SYSTEM \"%s\">]>"
                                .formatted(secret.toUri())
                        + "<w:document %s><w:body><w:p><w:r><w:t>&e;seen</w:t></w:r></w:p>";
        try (FileExtractor extractor = Fixtures.extractor()) {
            Path file = Fixtures.docx(folder, external, "", 0, END);
            assertThat(extractor.extract(file, "a.docx", null).text()).isEqualTo("seen");
        }
    }

    @Test
    void refusesElementsThatAreNestedTooDeeply() {
        String open = "<w:tbl><w:tr><w:tc>".repeat(10_000);
        String close = "</w:tc></w:tr></w:tbl>".repeat(10_000);
        Path file = Fixtures.docx(folder, START + open, "", 0, close + END);

        FileRefusedException refusal = refusal(file, "deep.docx");

        assertThat(refusal.reason()).isEqualTo(Reason.DAMAGED);
        assertThat(refusal).hasMessageContaining("nested too deeply");
    }

    @Test
    void readsAnHtmlPageOfTwentyMegabytes() throws IOException {
        String part =
                "<div class=\"entry\"><h2>Entry</h2><p style=\"color: black\">The keeper wrote"
                        + " every evening.</p></div>\n";
        int parts = 20_000_000 / part.length();
        Path page = written(part.repeat(parts).getBytes(StandardCharsets.UTF_8));

        try (FileExtractor extractor = Fixtures.extractor()) {
            ExtractedFile file = extractor.extract(page, "big.html", null);

            assertThat(file.text())
                    .hasSize(parts * "Entry\n\nThe keeper wrote every evening.\n\n".length() - 2);
            assertThat(file.sections()).hasSizeBetween(50_000, 100_000);
        }
    }

    @Test
    void aFileThatNeedsTooMuchMemoryEndsOnlyItsParser() throws IOException {
        Path page =
                written(
                        "<p>The keeper wrote.</p>\n"
                                .repeat(800_000)
                                .getBytes(StandardCharsets.UTF_8));

        try (FileExtractor extractor = Fixtures.extractor(64, Duration.ofSeconds(60), null)) {
            FileRefusedException refusal = refusal(extractor, page, "big.html");

            assertThat(refusal.reason()).isEqualTo(Reason.PARSER_CRASHED);
            assertThat(refusal)
                    .hasMessageContaining("64 MB")
                    .hasMessageContaining("semblance.files.memory");
        }
    }

    /** A file of some kilobytes whose thousand pages draw the same megabytes of nothing. */
    @Test
    void aFileThatTakesTooLongEndsOnlyItsParser() throws IOException {
        Path file = folder.resolve("slow.pdf");
        try (PDDocument document = new PDDocument()) {
            byte[] nothing = "q Q\n".repeat(500_000).getBytes(StandardCharsets.UTF_8);
            var content =
                    new PDStream(document, new ByteArrayInputStream(nothing), COSName.FLATE_DECODE);
            for (int i = 0; i < 1_000; i++) {
                PDPage page = new PDPage();
                page.setContents(content);
                document.addPage(page);
            }
            document.save(file.toFile());
        }

        try (FileExtractor extractor = Fixtures.extractor(512, Duration.ofSeconds(10), null)) {
            FileRefusedException refusal = refusal(extractor, file, "slow.pdf");

            assertThat(refusal.reason()).isEqualTo(Reason.TIMEOUT);
            assertThat(refusal).hasMessageContaining("10 s");
        }
    }

    @Test
    void refusesATextLongerThanTheLimit() throws IOException {
        Path plain = written("x".repeat(1_001).getBytes(StandardCharsets.UTF_8));
        try (FileExtractor extractor = Fixtures.extractor(512, Duration.ofSeconds(60), 1_000)) {
            assertThat(refusal(extractor, plain, "a.txt"))
                    .hasMessageContaining("more than 1000 characters")
                    .extracting(FileRefusedException::reason)
                    .isEqualTo(Reason.TOO_LARGE);
            Path page = written(("<p>" + "x".repeat(1_001)).getBytes(StandardCharsets.UTF_8));
            assertThat(refusal(extractor, page, "a.html").reason()).isEqualTo(Reason.TOO_LARGE);
            Path exact = written(("<p>" + "x".repeat(1_000)).getBytes(StandardCharsets.UTF_8));
            assertThat(extractor.extract(exact, "a.html", null).text()).hasSize(1_000);
        }
    }
}
