package io.semblance.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.semblance.Semblance;
import io.semblance.TestWaits;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;

/** Ctrl-C, which only a process of its own can receive. */
class InterruptionTests {

    private final FakeService service = new FakeService();

    @TempDir private Path folder;

    @BeforeEach
    void signalsCanBeSent() throws IOException, InterruptedException {
        // A test that runs in the background of a shell ignores SIGINT, as do its children.
        assumeThat(Path.of("/usr/bin/env")).isExecutable();
        Process check = new ProcessBuilder("/usr/bin/env", "--default-signal=INT", "true").start();
        assumeThat(check.waitFor()).isZero();
    }

    @AfterEach
    void stop() {
        service.mayRead.countDown();
        service.mayFinish.countDown();
        service.close();
    }

    private record Ended(int status, String output) {}

    private Process start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.addAll(List.of("/usr/bin/env", "--default-signal=INT"));
        command.add(ProcessHandle.current().info().command().orElseThrow());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp"));
        command.addAll(List.of(System.getProperty("java.class.path"), Semblance.class.getName()));
        command.addAll(Stream.of(arguments).toList());
        command.addAll(List.of("--collection", "films", "--url", service.url()));
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    private static Ended interrupt(Process process) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-INT", String.valueOf(process.pid())).start().waitFor();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(process.waitFor(), output);
    }

    private String file() throws IOException {
        return Files.writeString(folder.resolve("films.csv"), "good\n".repeat(5_000_000))
                .toString();
    }

    @Test
    void interruptedUploadIsNotAccepted() throws IOException, InterruptedException {
        service.mayRead = new CountDownLatch(1);
        Process process = start("import", file());
        TestWaits.until("the upload starts", () -> service.uploadStarted.getCount() == 0);

        Ended ended = interrupt(process);

        assertThat(ended.status()).isEqualTo(ExitStatus.INTERRUPTED);
        assertThat(ended.output())
                .contains("interrupted during the upload; nothing of")
                .contains("films.csv was accepted");
    }

    @Test
    void jobContinuesAndTheSameCommandFindsIt() throws IOException, InterruptedException {
        service.mayFinish = new CountDownLatch(1);
        String file = file();
        Process process = start("import", file);
        TestWaits.until("the job is followed", () -> service.eventsRequested.getCount() == 0);

        Ended ended = interrupt(process);

        String id = service.jobs.keySet().iterator().next();
        assertThat(ended.status()).isEqualTo(ExitStatus.INTERRUPTED);
        assertThat(ended.output())
                .contains("interrupted; job %s continues in the service".formatted(id))
                .contains("semblance jobs watch " + id)
                .contains("semblance jobs cancel " + id);
        service.mayFinish.countDown();
        CommandLineRun again =
                CommandLineRun.of("import", file, "--collection", "films", "--url", service.url());
        assertThat(again.status()).isZero();
        assertThat(again.out()).contains("5,000,000 created", "job " + id);
        assertThat(service.uploads).hasSize(1);
    }

    @Test
    void interruptedExportLeavesNoFile() throws IOException, InterruptedException {
        service.export = new byte[100_000];
        service.mayFinish = new CountDownLatch(1);
        Path file = folder.resolve("films.ndjson");
        Process process = start("export", "-o", file.toString());
        TestWaits.until("the file begins", this::hasFiles);

        Ended ended = interrupt(process);

        assertThat(ended.status()).isEqualTo(ExitStatus.INTERRUPTED);
        assertThat(ended.output()).isEqualTo("interrupted; %s was not written\n".formatted(file));
        assertThat(folder).isEmptyDirectory();
    }

    private boolean hasFiles() {
        String[] files = folder.toFile().list();
        return files != null && files.length > 0;
    }
}
