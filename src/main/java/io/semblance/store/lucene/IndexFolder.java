package io.semblance.store.lucene;

import io.semblance.store.IndexDefinition;
import io.semblance.store.IndexFailedException;
import io.semblance.store.IndexMismatchException;
import io.semblance.store.IndexMissingException;
import io.semblance.store.analysis.TextAnalysis;

import org.apache.lucene.util.IOUtils;
import org.jspecify.annotations.Nullable;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The folder of an index. It contains Lucene's files in {@code lucene}, and {@code
 * definition.json}, which is written last and removed first: a folder without it is not an index.
 */
final class IndexFolder {

    private static final JsonMapper JSON = JsonMapper.shared();

    /** The file with the definition that the index was created with. */
    static final String DEFINITION = "definition.json";

    private static final String NAME = "name";
    private static final String INDEX = "index";
    private static final String ANALYSIS = "analysis";

    /**
     * The value of {@value #NAME}; the index's name is under {@value #INDEX}. Versions of Semblance
     * before text analysis 2 only check the name. They reject this one with a message that contains
     * it.
     */
    private static final String NAME_FOR_OLDER_VERSIONS =
            "needs_semblance_with_text_analysis_" + TextAnalysis.VERSION;

    private final Path folder;

    IndexFolder(Path folder) {
        this.folder = folder;
    }

    /** The path of the folder. */
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
     * Checks that the folder contains an index.
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
                "index '%s' does not exist: %s is missing; restore the folder from a backup, or delete the collection and load its documents again"
                        .formatted(
                                folder.getFileName(),
                                (Files.exists(folder) ? file : folder).toAbsolutePath()));
    }

    /** Removes the files of an interrupted creation and creates the folder. */
    void prepare() throws IOException {
        delete();
        Files.createDirectories(lucene());
    }

    /** Writes the definition durably; from then on the folder is an index. */
    void complete(IndexDefinition definition) throws IOException {
        Path part = folder.resolve(DEFINITION + ".part");
        ObjectNode json = JSON.valueToTree(definition);
        json.put(NAME, NAME_FOR_OLDER_VERSIONS);
        json.put(INDEX, definition.name());
        json.put(ANALYSIS, TextAnalysis.VERSION);
        Files.writeString(part, JSON.writeValueAsString(json));
        IOUtils.fsync(part, false);
        Files.move(part, folder.resolve(DEFINITION), StandardCopyOption.ATOMIC_MOVE);
        IOUtils.fsync(folder, true);
        IOUtils.fsync(folder.getParent(), true);
    }

    /**
     * Reads the definition that the index was created with.
     *
     * @throws IndexFailedException if the file is damaged
     * @throws IndexMismatchException if a newer version wrote it
     */
    IndexDefinition definition() throws IOException {
        ObjectNode json = json();
        AnalysisVersion.requireSupported(folder.getFileName().toString(), analysis(json));
        try {
            if (json.has(INDEX)) {
                json.set(NAME, json.get(INDEX));
            }
            return JSON.treeToValue(json, IndexDefinition.class);
        } catch (JacksonException e) {
            throw damaged(e);
        }
    }

    /** Whether the definition was written with an older text analysis than this version's. */
    boolean isOutdated() throws IOException {
        return analysis(json()) < TextAnalysis.VERSION;
    }

    private static int analysis(JsonNode json) {
        return json.path(ANALYSIS).asInt(AnalysisVersion.FIRST);
    }

    /** Parses bytes, not a string: Jackson reports malformed UTF-8 as malformed JSON. */
    private ObjectNode json() throws IOException {
        byte[] bytes = Files.readAllBytes(folder.resolve(DEFINITION));
        try {
            // A lost write leaves an empty file, which does not contain a JSON value.
            if (JSON.readTree(bytes) instanceof ObjectNode object) {
                return object;
            }
        } catch (JacksonException e) {
            throw damaged(e);
        }
        throw damaged(null);
    }

    private IndexFailedException damaged(@Nullable Throwable cause) {
        return new IndexFailedException(
                "%s is damaged; restore it from a backup, or delete the collection and load its documents again"
                        .formatted(folder.resolve(DEFINITION).toAbsolutePath()),
                cause);
    }

    void delete() throws IOException {
        if (Files.isDirectory(folder)) {
            Files.deleteIfExists(folder.resolve(DEFINITION));
        }
        if (Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            IOUtils.rm(folder);
        }
    }

    /** The size of all files in bytes; a file that is removed during the call does not count. */
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
