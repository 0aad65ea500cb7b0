package io.semblance.store.lucene;

import io.semblance.store.DocumentStore;
import io.semblance.store.FilterContract;

import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

/** Filters of the embedded store, by the contract. */
class LuceneFilterTests extends FilterContract {

    @TempDir Path folder;

    @Override
    protected DocumentStore open() {
        return new LuceneDocumentStore(folder);
    }
}
