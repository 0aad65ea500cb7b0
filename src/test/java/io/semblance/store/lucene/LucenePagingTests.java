package io.semblance.store.lucene;

import io.semblance.store.DocumentIndex;
import io.semblance.store.DocumentStore;
import io.semblance.store.PagingContract;

import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

/** Pages of the embedded store, by the contract. */
class LucenePagingTests extends PagingContract {

    @TempDir Path folder;

    @Override
    protected DocumentStore open() {
        return new LuceneDocumentStore(folder);
    }

    /** The graph is part of every commit. */
    @Override
    protected void awaitGraph(DocumentIndex index) {}
}
