package io.semblance.store.lucene;

import io.semblance.store.DocumentStore;
import io.semblance.store.TextAnalysisContract;

import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

/** Text analysis in the embedded store, by the contract. */
class LuceneTextAnalysisTests extends TextAnalysisContract {

    @TempDir private static Path folder;

    @Override
    protected DocumentStore open() {
        return new LuceneDocumentStore(folder);
    }
}
