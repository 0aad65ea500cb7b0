package io.semblance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Data directories for services under test: empty, but with models that are unpacked already. */
public final class TestData {

    private static final Path SHARED = Path.of("target/test-data").toAbsolutePath();

    private TestData() {}

    /** A new data directory below {@code target}. */
    public static Path newDirectory() {
        try {
            Path directory =
                    Files.createTempDirectory(Files.createDirectories(SHARED.resolve("runs")), "");
            for (String kept : new String[] {"models", "native"}) {
                Path shared = Files.createDirectories(SHARED.resolve(kept));
                Files.createSymbolicLink(directory.resolve(kept), shared);
            }
            return directory;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
