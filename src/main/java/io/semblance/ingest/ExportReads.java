package io.semblance.ingest;

import io.semblance.store.Document;
import io.semblance.store.DocumentIndex;
import io.semblance.store.DocumentSummary;

import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Reads the documents of a page in groups that need little memory. The size of a text is not known
 * before it is read, so the number of documents of a group doubles while their texts are short, and
 * is one again after a long text. Not thread-safe.
 */
final class ExportReads {

    /** The most documents of a group. */
    private static final int MAX_DOCUMENTS = 16;

    /** The most chunks of a group, except for a single document. */
    private static final int MAX_CHUNKS = 512;

    /** Code units of the texts of a group after which the next group has one document. */
    private static final int MAX_UNITS = 250_000;

    private final DocumentIndex index;
    private int read;
    private int documents = 1;

    ExportReads(DocumentIndex index) {
        this.index = index;
    }

    /** Whether the page has documents that are not read yet. */
    boolean hasNext(List<DocumentSummary> page) {
        return read < page.size();
    }

    /** Starts with the first document of another page. */
    void restart() {
        read = 0;
    }

    /** The next documents of the page, in its order; those deleted since are left out. */
    List<Document> next(List<DocumentSummary> page) {
        int end = read + 1;
        int chunks = page.get(read).chunks();
        while (end < Math.min(page.size(), read + documents)
                && chunks + page.get(end).chunks() <= MAX_CHUNKS) {
            chunks += page.get(end).chunks();
            end++;
        }
        List<String> ids = page.subList(read, end).stream().map(DocumentSummary::id).toList();
        Map<String, Document> byId = index.documents(ids);
        read = end;
        long units = byId.values().stream().mapToLong(each -> each.text().length()).sum();
        documents = units > MAX_UNITS ? 1 : Math.min(MAX_DOCUMENTS, 2 * documents);
        return ids.stream().map(byId::get).filter(Objects::nonNull).toList();
    }
}
