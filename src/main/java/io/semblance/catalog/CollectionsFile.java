package io.semblance.catalog;

import io.semblance.store.StoreException;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.function.Supplier;

/**
 * A copy of the rows of the collections, next to the embedded database and readable by people: if
 * the database file is lost, the collections are restored from it. Thread-safe.
 */
final class CollectionsFile {

    static final String NAME = "collections.json";

    private static final Logger log = LoggerFactory.getLogger(CollectionsFile.class);
    private static final JsonMapper JSON = JsonMapper.shared();

    private final @Nullable Path file;

    private CollectionsFile(@Nullable Path file) {
        this.file = file;
    }

    /** The content of the file. */
    private record Content(List<CollectionRow> collections) {}

    /** No copy, for rows in a database that has its own backups. */
    static CollectionsFile none() {
        return new CollectionsFile(null);
    }

    /** The copy in a data directory. */
    static CollectionsFile in(Path dataDir) {
        return new CollectionsFile(dataDir.resolve(NAME));
    }

    /** The rows of the copy; none if it is missing or damaged. */
    List<CollectionRow> read() {
        if (file == null || Files.notExists(file)) {
            return List.of();
        }
        try {
            return JSON.readValue(Files.readString(file), Content.class).collections();
        } catch (IOException | JacksonException e) {
            log.warn("{} cannot be read: {}", file, e.getMessage());
            return List.of();
        }
    }

    /** Replaces the copy. A failure is only logged, because the database has the rows. */
    synchronized void write(Supplier<List<CollectionRow>> rows) {
        if (file == null) {
            return;
        }
        Path part = file.resolveSibling(NAME + ".part");
        try {
            Files.writeString(
                    part,
                    JSON.writerWithDefaultPrettyPrinter()
                            .writeValueAsString(new Content(rows.get())));
            try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException | StoreException e) {
            log.warn("{} is not up to date: {}", file, e.getMessage());
        }
    }
}
