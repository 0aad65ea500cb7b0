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
import io.semblance.store.lucene.IndexAccess.DirectoryFactory;

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

/** Keeps each index in a folder below one root folder. An open index is shared. Thread-safe. */
final class LuceneDocumentStore implements DocumentStore {

    /**
     * Far above the clauses of the largest possible query: {@value TextAnalysis#MAX_QUERY_WORDS}
     * words with up to four terms each, and a filter of 512 conditions with up to four clauses
     * each. Lucene's default limit is lower. The limit is one for the whole JVM: it is only raised,
     * so that a higher limit of an application that embeds this store stays.
     */
    private static final int MAX_CLAUSES = 16_384;

    static {
        if (IndexSearcher.getMaxClauseCount() < MAX_CLAUSES) {
            IndexSearcher.setMaxClauseCount(MAX_CLAUSES);
        }
    }

    private final Path root;
    private final DirectoryFactory directories;
    private final ConcurrentMap<String, LuceneIndex> open = new ConcurrentHashMap<>();

    /**
     * Opens the store and creates its folder if there is none.
     *
     * @throws StoreUnavailableException if the folder cannot be created
     */
    LuceneDocumentStore(Path root) {
        this(root, FSDirectory::open);
    }

    /** Opens the store with another kind of Lucene directories. */
    LuceneDocumentStore(Path root, DirectoryFactory directories) {
        this.root = root;
        this.directories = directories;
        try {
            Files.createDirectories(root);
        } catch (IOException e) {
            throw storeFailure("cannot be created", e);
        }
    }

    @Override
    public DocumentIndex create(IndexDefinition definition) {
        return open.compute(
                definition.name(),
                (name, _) -> {
                    IndexFolder folder = folder(name);
                    if (folder.exists()) {
                        throw new IllegalStateException(
                                "index '%s' already exists".formatted(name));
                    }
                    try {
                        return createIndex(definition, folder);
                    } catch (IOException e) {
                        throw failure(name, e);
                    }
                });
    }

    /** Creates an index; a failure leaves nothing behind. */
    private LuceneIndex createIndex(IndexDefinition definition, IndexFolder folder)
            throws IOException {
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
                        index == null ? null : index::abort, folder::delete);
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
                        "the index in the store is %s, expected %s".formatted(created, definition));
            }
        } catch (IOException e) {
            throw LuceneFailures.opening(name, folder.path(), e);
        } catch (IndexMissingException e) {
            // Someone removed the folder. If it is restored, the next call opens it again.
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
                        return openIndex(definition, folder);
                    } catch (IOException | RuntimeException e) {
                        throw LuceneFailures.opening(name, folder.path(), e);
                    }
                });
    }

    private LuceneIndex openIndex(IndexDefinition definition, IndexFolder folder)
            throws IOException {
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
                    index.abort();
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

    /** An index that is not open has no figures. */
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
                    "cannot write to the store's folder %s; check its permissions"
                            .formatted(root.toAbsolutePath()));
        }
    }

    /** Always 32-bit floats: the folder is on disk, and no precision is lost. */
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
                "the store's folder %s %s: %s; check its permissions, the free space of its disk, and that no other process uses it"
                        .formatted(root.toAbsolutePath(), what, cause.getMessage()),
                cause);
    }
}
