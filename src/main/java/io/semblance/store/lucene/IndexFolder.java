package io.semblance.store.lucene;

import io.semblance.store.IndexDefinition;
import io.semblance.store.IndexFailedException;
import io.semblance.store.IndexMissingException;

import org.apache.lucene.util.IOUtils;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.atomic.AtomicLong;

/**
 * An index's folder: Lucene's files in {@code lucene}, and {@code definition.json}, which is
 * written last and removed first: without it there is no index, whatever else is there.
 */
final class IndexFolder {

    private static final JsonMapper JSON = JsonMapper.shared();

    /** The file that says what the index was created as. */
    static final String DEFINITION = "definition.json";

    private final Path folder;

    IndexFolder(Path folder) {
        this.folder = folder;
    }

    /** The folder itself. */
    Path path() {
        return folder;
    }

    Path lucene() {
        return folder.resolve("lucene");
    }

    boolean exists() {
        return Files.isRegularFile(folder.resolve(DEFINITION));
    }

    /**
     * Returns if there is an index.
     *
     * @throws IndexMissingException if there is none
     * @throws AccessDeniedException if the folder cannot be read
     */
    void requireIndex() throws IOException {
        Path file = folder.resolve(DEFINITION);
        if (exists()) {
            return;
        }
        if (!Files.notExists(file)) {
            throw new AccessDeniedException(file.toAbsolutePath().toString());
        }
        throw new IndexMissingException(
                "there is no index '%s': %s is missing; restore the folder from a backup, or delete the collection and load its documents again"
                        .formatted(
                                folder.getFileName(),
                                (Files.exists(folder) ? file : folder).toAbsolutePath()));
    }

    /** Removes what a creation that was broken off has left, and makes the folder. */
    void prepare() throws IOException {
        delete();
        Files.createDirectories(lucene());
    }

    /** Makes the index exist, durably. */
    void complete(IndexDefinition definition) throws IOException {
        Path part = folder.resolve(DEFINITION + ".part");
        Files.writeString(part, JSON.writeValueAsString(definition));
        IOUtils.fsync(part, false);
        Files.move(part, folder.resolve(DEFINITION), StandardCopyOption.ATOMIC_MOVE);
        IOUtils.fsync(folder, true);
        IOUtils.fsync(folder.getParent(), true);
    }

    /**
     * What the index was created as.
     *
     * @throws IndexFailedException if the file is damaged
     */
    IndexDefinition definition() throws IOException {
        Path file = folder.resolve(DEFINITION);
        try {
            return JSON.readValue(Files.readString(file), IndexDefinition.class);
        } catch (JacksonException e) {
            throw new IndexFailedException(
                    "%s is damaged; restore it from a backup, or delete the collection and load its documents again"
                            .formatted(file.toAbsolutePath()),
                    e);
        }
    }

    void delete() throws IOException {
        Files.deleteIfExists(folder.resolve(DEFINITION));
        if (Files.exists(folder)) {
            IOUtils.rm(folder);
        }
    }

    /** Bytes of all files; one that is removed meanwhile does not count. */
    long size() throws IOException {
        AtomicLong bytes = new AtomicLong();
        Files.walkFileTree(
                folder,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                        bytes.addAndGet(attributes.size());
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFileFailed(Path file, IOException e) {
                        return FileVisitResult.CONTINUE;
                    }
                });
        return bytes.get();
    }
}
