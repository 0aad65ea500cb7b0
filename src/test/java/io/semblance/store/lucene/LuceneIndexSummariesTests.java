package io.semblance.store.lucene;

import io.semblance.TestData;
import io.semblance.store.DocumentStore;
import io.semblance.store.IndexSummariesContract;

import java.nio.file.Path;

/** The list of the indexes of the embedded store. */
class LuceneIndexSummariesTests extends IndexSummariesContract {

    private final Path directory = TestData.newDirectory();

    @Override
    protected DocumentStore open() {
        return new LuceneDocumentStore(directory);
    }
}
