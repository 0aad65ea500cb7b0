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
 * An index's folder: Lucene's files in {@code lucene}, and {@code definition.json}, which is
 * written last and removed first: without it there is no index, whatever else is there.
 */
final class IndexFolder {

    private static final JsonMapper JSON = JsonMapper.shared();

    /** The file that says what the index was created as. */
    static final String DEFINITION = "definition.json";

    private static final String NAME = "name";
    private static final String INDEX = "index";
    private static final String ANALYSIS = "analysis";

    /**
     * In the place of the index's name, which is under {@value #INDEX}: versions before text
     * analysis 2 know no other check, and refuse an index of another name with a message that has
     * both names.
     */
    private static final String NAME_FOR_OLDER =
            "needs_semblance_with_text_analysis_" + TextAnalysis.VERSION;

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
        ObjectNode json = JSON.valueToTree(definition);
        json.put(NAME, NAME_FOR_OLDER);
        json.put(INDEX, definition.name());
        json.put(ANALYSIS, TextAnalysis.VERSION);
        Files.writeString(part, JSON.writeValueAsString(json));
        IOUtils.fsync(part, false);
        Files.move(part, folder.resolve(DEFINITION), StandardCopyOption.ATOMIC_MOVE);
        IOUtils.fsync(folder, true);
        IOUtils.fsync(folder.getParent(), true);
    }

    /**
     * What the index was created as.
     *
     * @throws IndexFailedException if the file is damaged
     * @throws IndexMismatchException if a newer version wrote it
     */
    IndexDefinition definition() throws IOException {
        ObjectNode json = json();
        AnalysisVersion.requireKnown(folder.getFileName().toString(), analysis(json));
        try {
            if (json.has(INDEX)) {
                json.set(NAME, json.get(INDEX));
            }
            return JSON.treeToValue(json, IndexDefinition.class);
        } catch (JacksonException e) {
            throw damaged(e);
        }
    }

    /** Whether the file is of a version before this one's text analysis. */
    boolean isOutdated() throws IOException {
        return analysis(json()) < TextAnalysis.VERSION;
    }

    private static int analysis(JsonNode json) {
        return json.path(ANALYSIS).asInt(AnalysisVersion.FIRST);
    }

    /** Bytes, not a string: Jackson reports malformed UTF-8 as malformed JSON. */
    private ObjectNode json() throws IOException {
        byte[] bytes = Files.readAllBytes(folder.resolve(DEFINITION));
        try {
            // An empty file, as a lost write leaves, is no JSON value at all.
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
