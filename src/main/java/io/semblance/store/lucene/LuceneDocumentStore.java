package io.semblance.store.lucene;

import io.semblance.store.DocumentIndex;
import io.semblance.store.DocumentStore;
import io.semblance.store.IndexDefinition;
import io.semblance.store.IndexMismatchException;
import io.semblance.store.IndexMissingException;
import io.semblance.store.IndexSummary;
import io.semblance.store.IntegrityReport;
import io.semblance.store.Storage;
import io.semblance.store.StoreException;
import io.semblance.store.StoreUnavailableException;
import io.semblance.store.analysis.TextAnalysis;

import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.util.IOUtils;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Collectors;

/** Keeps each index in a folder below one root. An index is opened once and shared. */
final class LuceneDocumentStore implements DocumentStore {

    /**
     * Far above the largest query there can be: {@value TextAnalysis#MAX_QUERY_WORDS} words in up
     * to four spellings, and a filter's 512 conditions of at most four clauses each. Lucene's own
     * bound would refuse it. It is one for the whole JVM: it is only ever raised, and left alone
     * where the application that has this store has set a higher one.
     */
    private static final int MAX_CLAUSES = 16_384;

    static {
        if (IndexSearcher.getMaxClauseCount() < MAX_CLAUSES) {
            IndexSearcher.setMaxClauseCount(MAX_CLAUSES);
        }
    }

    private final Path root;
    private final LuceneIndex.DirectoryFactory directories;
    private final ConcurrentMap<String, LuceneIndex> open = new ConcurrentHashMap<>();

    /**
     * Opens the store, and makes its folder if there is none.
     *
     * @throws StoreUnavailableException if the folder cannot be made
     */
    LuceneDocumentStore(Path root) {
        this(root, FSDirectory::open);
    }

    /** With directories of another kind. */
    LuceneDocumentStore(Path root, LuceneIndex.DirectoryFactory directories) {
        this.root = root;
        this.directories = directories;
        try {
            Files.createDirectories(root);
        } catch (IOException e) {
            throw storeFailure("cannot be made", e);
        }
    }

    @Override
    public DocumentIndex create(IndexDefinition definition) {
        return open.compute(
                definition.name(),
                (name, _) -> {
                    IndexFolder folder = folder(name);
                    if (folder.exists()) {
                        throw new IllegalStateException("there is an index '%s'".formatted(name));
                    }
                    try {
                        return created(definition, folder);
                    } catch (IOException e) {
                        throw failure(name, e);
                    }
                });
    }

    /** Leaves nothing behind if it fails. */
    private LuceneIndex created(IndexDefinition definition, IndexFolder folder) throws IOException {
        LuceneIndex index = null;
        boolean complete = false;
        try {
            folder.prepare();
            index = LuceneIndex.create(definition, folder, directories);
            folder.complete(definition);
            complete = true;
            return index;
        } finally {
            if (!complete) {
                IOUtils.closeWhileHandlingException(
                        index == null ? null : index::drop, folder::delete);
            }
        }
    }

    @Override
    public DocumentIndex open(IndexDefinition definition) {
        String name = definition.name();
        IndexFolder folder = folder(name);
        try {
            folder.requireIndex();
            IndexDefinition created = folder.definition();
            if (!created.equals(definition)) {
                throw new IndexMismatchException(
                        "the index in the store is %s, but %s is expected"
                                .formatted(created, definition));
            }
        } catch (IOException e) {
            throw LuceneFailures.opening(name, folder.path(), e);
        } catch (IndexMissingException e) {
            // The folder was removed by hand: one that comes back is opened anew.
            forget(name);
            throw e;
        }
        return open.compute(
                name,
                (_, index) -> {
                    if (index != null && !index.isClosed()) {
                        return index;
                    }
                    try {
                        return opened(definition, folder);
                    } catch (IOException | RuntimeException e) {
                        throw LuceneFailures.opening(name, folder.path(), e);
                    }
                });
    }

    private LuceneIndex opened(IndexDefinition definition, IndexFolder folder) throws IOException {
        LuceneIndex index = LuceneIndex.open(definition, folder, directories);
        if (folder.isOutdated()) {
            folder.complete(definition);
        }
        return index;
    }

    private void forget(String name) {
        open.computeIfPresent(
                name,
                (_, index) -> {
                    index.drop();
                    return null;
                });
    }

    @Override
    public IntegrityReport verify(IndexDefinition definition) {
        LuceneIndex index = open.get(definition.name());
        if (index != null && !index.isClosed()) {
            return index.verify();
        }
        IndexFolder folder = folder(definition.name());
        IndexIntegrity integrity = new IndexIntegrity(folder);
        if (integrity.checkDefinition(definition) && Files.isDirectory(folder.lucene())) {
            try (Directory directory = directories.open(folder.lucene())) {
                integrity.check(directory);
            } catch (IOException e) {
                throw failure(definition.name(), e);
            }
        }
        return integrity.report();
    }

    @Override
    public void drop(String name) {
        forget(name);
        try {
            folder(name).delete();
        } catch (IOException e) {
            throw failure(name, e);
        }
    }

    @Override
    public Set<String> names() {
        try (var folders = Files.list(root)) {
            return folders.filter(folder -> new IndexFolder(folder).exists())
                    .map(folder -> folder.getFileName().toString())
                    .collect(Collectors.toSet());
        } catch (IOException e) {
            throw storeFailure("cannot be read", e);
        }
    }

    /** Of an index that is not open only its name is known. */
    @Override
    public Map<String, IndexSummary> summaries() {
        Map<String, IndexSummary> summaries = new HashMap<>();
        for (String name : names()) {
            LuceneIndex index = open.get(name);
            summaries.put(
                    name,
                    index == null ? new IndexSummary("closed", null, null, null) : index.summary());
        }
        return summaries;
    }

    @Override
    public void check() {
        if (!Files.isWritable(root)) {
            throw new StoreUnavailableException(
                    "the store's folder %s cannot be written".formatted(root.toAbsolutePath()));
        }
    }

    /** Always 32-bit floats: a folder on disk has room, and nothing is lost. */
    @Override
    public Storage storageFor(Storage requested) {
        return Storage.VECTOR;
    }

    @Override
    public void close() {
        open.values().forEach(LuceneIndex::close);
        open.clear();
    }

    private IndexFolder folder(String name) {
        return new IndexFolder(root.resolve(name));
    }

    private StoreException failure(String index, IOException cause) {
        return LuceneFailures.translated(index, folder(index).path(), cause);
    }

    private StoreUnavailableException storeFailure(String what, IOException cause) {
        return new StoreUnavailableException(
                "the store in %s %s: %s; check its rights, its disk's room, and that no other process uses it"
                        .formatted(root.toAbsolutePath(), what, cause.getMessage()),
                cause);
    }
}
