package io.semblance.ingest.files;

import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/** Files of other programs, and hostile ones that are made from them. */
final class Fixtures {

    private static final String WORD =
            "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"";

    private Fixtures() {}

    /** A file next to the README that says how it was made. */
    static Path file(String name) {
        try {
            return Path.of(Objects.requireNonNull(Fixtures.class.getResource(name), name).toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    static FileExtractor extractor() {
        return extractor(512, Duration.ofSeconds(60), null);
    }

    static FileExtractor extractor(int megabytes, Duration timeout, @Nullable Integer characters) {
        var properties =
                new FileProperties(1, DataSize.ofMegabytes(megabytes), timeout, characters);
        return new FileExtractor(properties, 10_000_000);
    }

    /** Writes a DOCX whose document part has this start, this part so many times, and this end. */
    static Path docx(Path folder, String start, String part, int times, String end) {
        Path file = folder.resolve("made.docx");
        byte[] repeated = part.getBytes(StandardCharsets.UTF_8);
        try (ZipFile source = new ZipFile(file("libreoffice.docx").toFile());
                ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            for (ZipEntry entry : source.stream().toList()) {
                zip.putNextEntry(new ZipEntry(entry.getName()));
                if (entry.getName().equals("word/document.xml")) {
                    zip.write(start.formatted(WORD).getBytes(StandardCharsets.UTF_8));
                    for (int i = 0; i < times; i++) {
                        zip.write(repeated);
                    }
                    zip.write(end.getBytes(StandardCharsets.UTF_8));
                } else {
                    try (InputStream in = source.getInputStream(entry)) {
                        in.transferTo(zip);
                    }
                }
                zip.closeEntry();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file;
    }

    /** The sections as {@code "text where it begins: place"}. */
    static List<String> places(ExtractedFile file) {
        return file.sections().stream()
                .map(section -> "%s: %s".formatted(firstLine(file, section), place(section)))
                .toList();
    }

    private static String firstLine(ExtractedFile file, Section section) {
        String rest = file.text().substring(section.start());
        int end = rest.indexOf('\n');
        return rest.substring(0, Math.min(end < 0 ? rest.length() : end, 30));
    }

    private static String place(Section section) {
        return section.sheet() != null
                ? section.sheet() + " row " + section.row()
                : section.page() != null ? "page " + section.page() : "" + section.heading();
    }
}
