package io.semblance.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/** What a user of {@code export} gets. */
@ExtendWith(OutputCaptureExtension.class)
class ExportCommandTests {

    private static final String DOCUMENTS = "{\"id\":\"d\",\"text\":\"grün\"}\n".repeat(50_000);

    private final FakeService service = new FakeService();

    @TempDir private Path folder;

    @BeforeEach
    void documents() {
        service.export = DOCUMENTS.getBytes(StandardCharsets.UTF_8);
    }

    @AfterEach
    void stop() {
        service.close();
    }

    private CommandLineRun run(String... more) {
        return CommandLineRun.of(
                Stream.concat(
                                Stream.of(
                                        "export", "--collection", "films", "--url", service.url()),
                                Stream.of(more))
                        .toArray(String[]::new));
    }

    private Stream<String> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList().stream();
        }
    }

    @Test
    void writesAFile() throws IOException {
        Path file = folder.resolve("films.ndjson");
        Files.writeString(file, "old");

        CommandLineRun run = run("-o", file.toString());

        assertThat(run.status()).isZero();
        assertThat(file).hasContent(DOCUMENTS);
        assertThat(files()).containsExactly("films.ndjson");
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).isEqualTo(file + ": 1.3 MB received\n");
    }

    @Test
    void compressesAFileWhoseNameSaysSo() throws IOException {
        Path file = folder.resolve("films.ndjson.gz");

        run("-o", file.toString());

        try (var content = new GZIPInputStream(Files.newInputStream(file))) {
            assertThat(content).hasContent(DOCUMENTS);
        }
    }

    @Test
    void printsToStandardOutput(CapturedOutput output) {
        service.export = "{\"id\":\"d\",\"text\":\"grün\"}\n".getBytes(StandardCharsets.UTF_8);

        CommandLineRun run = run();

        assertThat(run.status()).isZero();
        assertThat(output.getOut()).isEqualTo("{\"id\":\"d\",\"text\":\"grün\"}\n");
        assertThat(run.err()).isEmpty();
    }

    @Test
    void cutExportLeavesTheOldFile() throws IOException {
        service.exportIsCut = true;
        Path file = folder.resolve("films.ndjson");
        Files.writeString(file, "old");

        CommandLineRun run = run("-o", file.toString());

        assertThat(run.status()).isEqualTo(ExitStatus.FAILURE);
        assertThat(run.err()).startsWith("the export is not complete: ");
        assertThat(file).hasContent("old");
        assertThat(files()).containsExactly("films.ndjson");
        service.export = new byte[2];
        assertThat(run().status()).isEqualTo(ExitStatus.FAILURE);
    }

    @Test
    void sendsTheSettings() {
        run("--vectors", "--format", "parquet", "--filter", "year >= 2000");

        assertThat(service.requests)
                .containsExactly(
                        "GET /v1/collections/films/export?vectors=true&format=parquet&filter=year%20%3E%3D%202000");
    }

    @Test
    void fileThatCannotBeWrittenIsNamed() {
        CommandLineRun run = run("-o", folder.resolve("none/films.ndjson").toString());

        assertThat(run.status()).isEqualTo(ExitStatus.FAILURE);
        assertThat(run.err()).contains("none/films.ndjson cannot be written");
        assertThat(run("-o", folder.toString()).err()).contains("is a directory");
    }
}
