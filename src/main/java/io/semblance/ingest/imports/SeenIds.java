package io.semblance.ingest.imports;

import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The ids of one upload with the lines where they were first, in a temporary file, so that memory
 * does not grow with their number. Not thread-safe.
 */
final class SeenIds implements AutoCloseable {

    private static final int CACHE_MEGABYTES = 4;

    private final Path file;
    private final MVStore store;
    private final MVMap<String, Long> lines;

    private SeenIds(Path file, MVStore store) {
        this.file = file;
        this.store = store;
        this.lines = store.openMap("lines");
    }

    static SeenIds create() throws IOException {
        Path file = Files.createTempFile("semblance-import-", ".ids");
        return new SeenIds(
                file,
                new MVStore.Builder()
                        .fileName(file.toString())
                        .cacheSize(CACHE_MEGABYTES)
                        .autoCommitBufferSize(1_024)
                        .open());
    }

    /** Adds an id; returns the line where it was before, or null if it is new. */
    @Nullable Long add(String id, long line) {
        return lines.putIfAbsent(id, line);
    }

    @Override
    public void close() throws IOException {
        store.closeImmediately();
        Files.deleteIfExists(file);
    }
}
