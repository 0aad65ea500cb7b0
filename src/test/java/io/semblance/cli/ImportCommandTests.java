package io.semblance.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a user of {@code import} sees. */
class ImportCommandTests extends ImportTests {

    @Test
    void importsAFileAndPrintsASummary() throws IOException {
        Path file = write("films.ndjson", lines(1234, "{\"text\":\"a\"}"));

        CommandLineRun run = run(file);

        assertThat(run.status()).isZero();
        assertThat(run.out())
                .matches(
                        ".*films\\.ndjson: 1,234 created, 0 updated, 0 unchanged, 0 skipped, 0"
                                + " failed \\(2 min 5 s, job [0-9a-f-]{36}\\)\n");
        FakeUpload upload = service.uploads.getFirst();
        assertThat(upload.path()).isEqualTo("/v1/collections/films/documents/import");
        assertThat(upload.contentType()).isEqualTo("application/x-ndjson");
        assertThat(upload.text()).isEqualTo(Files.readString(file));
        assertThat(upload.length()).isEqualTo(String.valueOf(Files.size(file)));
        assertThat(upload.key()).matches("import-%d-[0-9a-f]{64}".formatted(Files.size(file)));
    }

    @Test
    void sendsTheSettingsWithTheRequest() throws IOException {
        run(
                write("films.csv", "a\n"),
                "--on-conflict",
                "skip",
                "--id-field",
                "number",
                "--title-field",
                "the title",
                "--text-field",
                "plot,cast",
                "--types",
                "year:integer,rating:number");

        assertThat(service.uploads.getFirst().contentType()).isEqualTo("text/csv");
        assertThat(service.uploads.getFirst().query())
                .isEqualTo(
                        "onConflict=skip&idField=number&titleField=the"
                                + " title&textField=plot,cast&types=year:integer,rating:number");
    }

    @Test
    void sendsCompressedFilesAsTheyAre() throws IOException {
        run(write("films.json.gz", "compressed"));

        FakeUpload upload = service.uploads.getFirst();
        assertThat(upload.contentType()).isEqualTo("application/json");
        assertThat(upload.encoding()).isEqualTo("gzip");
        assertThat(upload.text()).isEqualTo("compressed");
    }

    @Test
    void documentsThatFailAreListedWithLineAndCode() throws IOException {
        Path file = write("films.csv", lines(3, "good") + lines(20, "bad"));

        CommandLineRun run = run(file);

        assertThat(run.status()).isEqualTo(ExitStatus.PARTIAL);
        assertThat(run.out())
                .contains("3 created, 0 updated, 0 unchanged, 0 skipped, 20 failed")
                .contains("films.csv:4 invalid_text the text contains a control character\n")
                .contains("films.csv:13 invalid_text")
                .doesNotContain("films.csv:14 ")
                .contains("  and 10 more; see: semblance jobs show ");
    }

    @Test
    void jobThatFailedIsAFailure() throws IOException {
        assertThat(run(write("films.csv", "bad\n")).status()).isEqualTo(ExitStatus.FAILURE);
    }

    @Test
    void worstResultOfSeveralFilesDecides() throws IOException {
        write("a.csv", "good\n");
        write("b.csv", "bad\n");
        write("c.csv", "good\nbad\n");

        CommandLineRun run = run(folder);

        assertThat(run.status()).isEqualTo(ExitStatus.FAILURE);
        assertThat(run.out()).containsSubsequence("a.csv: 1 created", "b.csv: 0", "c.csv: 1");
    }

    @Test
    void uploadsOnlyIfNotToldToWait() throws IOException {
        CommandLineRun run = run(write("films.csv", "good\n"), "--no-wait");

        assertThat(run.status()).isZero();
        assertThat(run.out())
                .matches(
                        ".*films.csv: job (\\S+) running; follow it with: semblance jobs watch"
                                + " \\1\n");
        assertThat(service.requests).hasSize(2);
        assertThat(service.requests.getFirst())
                .startsWith("GET /v1/jobs?collection=films&idempotencyKey=import-5-");
    }

    @Test
    void documentsAreSentTogether() throws IOException {
        write("handbook/b.md", "# B");
        write("handbook/a \"1\".txt", "A");
        write("handbook/image.png", "-");

        CommandLineRun run = run(folder.resolve("handbook"));

        assertThat(run.status()).isZero();
        assertThat(run.err()).contains("1 file of other types left out");
        assertThat(run.out()).contains(".txt and 1 more file: ");
        FakeUpload upload = service.uploads.getFirst();
        assertThat(upload.contentType()).startsWith("multipart/form-data; boundary=");
        String boundary = "--" + upload.contentType().replaceFirst(".*=", "");
        assertThat(upload.text())
                .isEqualTo(
                        """
                        BOUNDARY
                        Content-Disposition: form-data; name="file"; filename="handbook/a %221%22.txt"
                        Content-Type: text/plain

                        A
                        BOUNDARY
                        Content-Disposition: form-data; name="file"; filename="handbook/b.md"
                        Content-Type: text/markdown

                        # B
                        BOUNDARY--
                        """
                                .replace("\n", "\r\n")
                                .replace("BOUNDARY", boundary));
    }

    @Test
    void refusalOfTheServiceIsShown() throws IOException {
        service.requiredKey = "secret";
        write("b.csv", "good\n");

        CommandLineRun run = run(write("a.csv", "good\n"));

        assertThat(run.status()).isEqualTo(ExitStatus.FAILURE);
        assertThat(run.err())
                .contains("answered 401 unauthorized: an API key is required;")
                .contains("set the API key with --api-key or SEMBLANCE_SECURITY_APIKEY");
        assertThat(run(folder).status()).isEqualTo(ExitStatus.FAILURE);
        assertThat(service.requests)
                .filteredOn(each -> each.startsWith("POST"))
                .as("b.csv is not tried")
                .hasSize(2);
        assertThat(run(folder, "--api-key", "secret").status()).isZero();
    }

    @Test
    void wrongUsageIsExplained() throws IOException {
        Path file = write("a.csv", "good\n");

        assertUsage(CommandLineRun.of("import", file.toString()), "--collection=NAME");
        assertUsage(CommandLineRun.of("import", "--collection", "c"), "FILE");
        assertUsage(
                run(file, "--on-conflict", "ignore"),
                "expected replace, skip or fail, got: ignore");
        assertUsage(
                CommandLineRun.of(
                        "import", file.toString(), "--collection", "c", "--url", "localhost:8080"),
                "got: localhost:8080");
        assertUsage(run(file, "-"), "cannot be combined");
        assertUsage(run("-", "--format", "files"), "name the files");
        assertUsage(run(file, "--colection"), "--collection");
    }

    private static void assertUsage(CommandLineRun run, String message) {
        assertThat(run.status()).isEqualTo(ExitStatus.USAGE);
        assertThat(run.err()).contains(message);
    }

    @Test
    void helpIsEnough() {
        CommandLineRun run = CommandLineRun.of("import", "--help");

        assertThat(run.status()).isZero();
        assertThat(run.out())
                .contains("--[no-]recursive", "Exit status:", "130", "Examples:", "SEMBLANCE_URL");
    }
}
