package io.semblance.cli;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Runs {@code import} against a service that speaks the API over HTTP. */
abstract class ImportTests {

    final FakeService service = new FakeService();

    @TempDir Path folder;

    @AfterEach
    void stop() {
        service.close();
    }

    CommandLineRun run(Object file, String... more) {
        return CommandLineRun.of(
                Stream.concat(
                                Stream.of(
                                        "import",
                                        file.toString(),
                                        "--collection",
                                        "films",
                                        "--url",
                                        service.url()),
                                Stream.of(more))
                        .toArray(String[]::new));
    }

    Path write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    static String lines(int count, String text) {
        return IntStream.range(0, count).mapToObj(_ -> text + "\n").collect(Collectors.joining());
    }
}
