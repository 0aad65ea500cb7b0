package io.semblance.store.lucene;

import io.semblance.store.DocumentIndex;
import io.semblance.store.DocumentStore;
import io.semblance.store.IndexDefinition;
import io.semblance.store.IndexMismatchException;
import io.semblance.store.IndexMissingException;
import io.semblance.store.Storage;
import io.semblance.store.StoreUnavailableException;
import io.semblance.store.analysis.TextAnalysis;

import org.apache.lucene.search.IndexSearcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Keeps each index in a folder below one root. An index is opened once and shared. */
final class LuceneDocumentStore implements DocumentStore {

    /**
     * Far above the largest query there can be: {@value TextAnalysis#MAX_QUERY_WORDS} words in up
     * to three spellings, and a filter's 512 conditions of at most four clauses each. Lucene's own
     * bound would refuse it.
     */
    private static final int MAX_CLAUSES = 16_384;

    static {
        IndexSearcher.setMaxClauseCount(MAX_CLAUSES);
    }

    private final Path root;
    private final Map<String, LuceneIndex> open = new HashMap<>();

    /**
     * Opens the store, and makes its folder if there is none.
     *
     * @throws StoreUnavailableException if the folder cannot be made
     */
    LuceneDocumentStore(Path root) {
        this.root = root;
        try {
            Files.createDirectories(root);
        } catch (IOException e) {
            throw failure("cannot be made", e);
        }
    }

    @Override
    public synchronized DocumentIndex create(IndexDefinition definition) {
        IndexFolder folder = folder(definition.name());
        if (folder.exists()) {
            throw new IllegalStateException("there is an index '%s'".formatted(definition.name()));
        }
        try {
            folder.prepare();
            LuceneIndex index = LuceneIndex.open(definition, folder);
            folder.complete(definition);
            open.put(definition.name(), index);
            return index;
        } catch (IOException e) {
            throw failure("cannot be written", e);
        }
    }

    @Override
    public synchronized DocumentIndex open(IndexDefinition definition) {
        IndexFolder folder = folder(definition.name());
        if (!folder.exists()) {
            throw new IndexMissingException(
                    "there is no index '%s' in %s"
                            .formatted(definition.name(), root.toAbsolutePath()));
        }
        try {
            IndexDefinition created = folder.definition();
            if (!created.equals(definition)) {
                throw new IndexMismatchException(
                        "the index in the store is %s, but %s is expected"
                                .formatted(created, definition));
            }
            LuceneIndex index = open.get(definition.name());
            if (index == null || index.isClosed()) {
                index = LuceneIndex.open(definition, folder);
                open.put(definition.name(), index);
                if (folder.isOutdated()) {
                    folder.complete(definition);
                }
            }
            return index;
        } catch (IOException e) {
            throw failure("cannot be read", e);
        }
    }

    @Override
    public synchronized void drop(String name) {
        LuceneIndex index = open.remove(name);
        if (index != null) {
            index.drop();
        }
        try {
            folder(name).delete();
        } catch (IOException e) {
            throw failure("cannot be written", e);
        }
    }

    @Override
    public Set<String> names() {
        try (var folders = Files.list(root)) {
            return folders.filter(folder -> new IndexFolder(folder).exists())
                    .map(folder -> folder.getFileName().toString())
                    .collect(Collectors.toSet());
        } catch (IOException e) {
            throw failure("cannot be read", e);
        }
    }

    @Override
    public void check() {
        if (!Files.isWritable(root)) {
            throw new StoreUnavailableException(
                    "the store's folder %s cannot be written".formatted(root.toAbsolutePath()));
        }
        List<LuceneIndex> indexes;
        synchronized (this) {
            indexes = new ArrayList<>(open.values());
        }
        indexes.forEach(LuceneIndex::check);
    }

    /** Always 32-bit floats: a folder on disk has room, and nothing is lost. */
    @Override
    public Storage storageFor(Storage requested) {
        return Storage.VECTOR;
    }

    @Override
    public synchronized void close() {
        open.values().forEach(LuceneIndex::close);
        open.clear();
    }

    private IndexFolder folder(String name) {
        return new IndexFolder(root.resolve(name));
    }

    private StoreUnavailableException failure(String what, IOException cause) {
        return new StoreUnavailableException(
                "the store in %s %s: %s; check its rights, its disk's room, and that no other process uses it"
                        .formatted(root.toAbsolutePath(), what, cause.getMessage()),
                cause);
    }
}
