package io.semblance.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Imports that are repeated, lose the connection, or cannot be repeated. */
class ImportRecoveryTests extends ImportTests {

    @Test
    void fileThatWasImportedIsNotUploadedAgain() throws IOException {
        Path file = write("films.csv", "good\nbad\n");
        run(file);

        CommandLineRun again = run(file);

        assertThat(again.status()).isEqualTo(ExitStatus.PARTIAL);
        assertThat(again.out())
                .contains("1 created")
                .contains("this is the result of an earlier import; import again with --again");
        assertThat(service.uploads).hasSize(1);
        assertThat(service.requests).filteredOn(each -> each.startsWith("POST")).hasSize(1);
        assertThat(run(file, "--on-conflict", "skip").out()).doesNotContain("earlier import");
        assertThat(run(file, "--again").out()).doesNotContain("earlier import");
        assertThat(service.uploads).hasSize(3);
    }

    @Test
    void changedFileIsUploaded() throws IOException {
        run(write("films.csv", "good\n"));
        run(write("films.csv", "else\n"));

        assertThat(service.uploads).hasSize(2);
    }

    @Test
    void uploadIsRepeatedWhenTheConnectionIsLostOrTheServiceIsBusy() throws IOException {
        service.cutUploads.set(1);
        service.busyUploads.set(1);

        CommandLineRun run = run(write("films.csv", lines(100_000, "good")));

        assertThat(run.status()).isZero();
        assertThat(run.err())
                .contains("films.csv: connection lost (")
                .contains("; attempt 3 of 8 in 1 s")
                .contains("the service is busy");
        assertThat(service.uploads).hasSize(1);
    }

    @Test
    void brokenEventsAreContinued() throws IOException {
        service.cutEvents.set(2);

        assertThat(run(write("films.csv", "good\n")).status()).isZero();

        assertThat(service.requests.stream().filter(each -> each.endsWith("/events"))).hasSize(3);
    }

    @Test
    void jobIsPolledIfThereAreNoEvents() throws IOException {
        service.events = false;

        assertThat(run(write("films.csv", "good\n")).status()).isZero();
    }

    @Test
    void standardInputIsStreamedWithoutKey() {
        CommandLineRun run = withInput("good\ngood\n", "--format", "csv");

        assertThat(run.status()).isZero();
        assertThat(run.out()).startsWith("standard input: 2 created");
        FakeUpload upload = service.uploads.getFirst();
        assertThat(upload.contentType()).isEqualTo("text/csv");
        assertThat(upload.key()).isEmpty();
        assertThat(upload.length()).isEmpty();
        assertThat(withInput("good\n").status()).isZero();
        assertThat(service.uploads.getLast().contentType()).isEqualTo("application/x-ndjson");
    }

    @Test
    void standardInputCannotBeSentTwice() {
        service.cutUploads.set(1);

        CommandLineRun run = withInput(lines(100_000, "good"));

        assertThat(run.status()).isEqualTo(ExitStatus.UNREACHABLE);
        assertThat(run.err())
                .contains("the connection was lost during the upload")
                .contains("standard input cannot be sent again; run the command again");
    }

    private CommandLineRun withInput(String text, String... more) {
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
        try {
            return run("-", more);
        } finally {
            System.setIn(before);
        }
    }

    @Test
    void serviceThatIsNotThereIsNamed() throws IOException {
        Path file = write("a.csv", "good\n");

        CommandLineRun run =
                CommandLineRun.of(
                        "import",
                        file.toString(),
                        "--collection",
                        "c",
                        "--url",
                        "http://localhost:1");

        assertThat(run.status()).isEqualTo(ExitStatus.UNREACHABLE);
        assertThat(run.err())
                .contains("cannot connect to http://localhost:1/v1/collections/c/documents/import");
    }
}
