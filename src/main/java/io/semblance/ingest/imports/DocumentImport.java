package io.semblance.ingest.imports;

import io.semblance.catalog.CollectionCatalog;
import io.semblance.catalog.CollectionDefinition;
import io.semblance.catalog.CollectionNotFoundException;
import io.semblance.ingest.DocumentDraft;
import io.semblance.ingest.IngestProperties;
import io.semblance.ingest.TooManyImportsException;
import io.semblance.ingest.imports.ImportSettings.Kind;
import io.semblance.ingest.records.RecordFormat;
import io.semblance.ingest.records.RecordReader;
import io.semblance.ingest.records.SourceRecord;
import io.semblance.jobs.ItemError;
import io.semblance.jobs.Job;
import io.semblance.jobs.JobUpload;
import io.semblance.jobs.Jobs;
import io.semblance.jobs.NewJob;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.stereotype.Component;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/**
 * Accepts imports: reads an upload record by record, and keeps it as the parts of a job. When a
 * method returns, the documents are durable, and will be written in the background. Thread-safe.
 */
@Component
@EnableConfigurationProperties(ImportProperties.class)
public final class DocumentImport {

    /** The type of the jobs. */
    public static final String TYPE = "import";

    /** Precedes the client's part of an idempotency key. */
    public static final String KEY_SEPARATOR = ":";

    private static final int MIN_RECORD = 100_000;

    /**
     * A record uses up to ten bytes per character while it is read, and several are read at once.
     */
    private static final int HEAP_SHARE = 128;

    private final CollectionCatalog catalog;
    private final Jobs jobs;
    private final int maxUploads;
    private final long maxFileBytes;
    private final Semaphore uploads;
    private final int maxRecordCharacters;

    DocumentImport(
            CollectionCatalog catalog,
            Jobs jobs,
            ImportProperties properties,
            IngestProperties limits) {
        this.catalog = catalog;
        this.jobs = jobs;
        this.maxUploads = properties.uploads();
        this.maxFileBytes = properties.fileSize().toBytes();
        this.uploads = new Semaphore(maxUploads);
        this.maxRecordCharacters = maxRecordCharacters(limits.documentCharacters());
    }

    /** Twice the longest text, for its escapes and the other fields, within the heap. */
    private static int maxRecordCharacters(int documentCharacters) {
        long heapShare = Runtime.getRuntime().maxMemory() / HEAP_SHARE;
        return (int) Math.min(2L * documentCharacters + MIN_RECORD, heapShare);
    }

    /** The maximum length of a record of a file, in characters. */
    public int maxRecordCharacters() {
        return maxRecordCharacters;
    }

    /** The job that an earlier request with the same idempotency key has created. */
    public Optional<Job> existing(ImportRequest request) {
        String key = request.idempotencyKey();
        return key == null ? Optional.empty() : existing(request.collection(), key);
    }

    /** The job of a collection that a request with this idempotency key has created. */
    public Optional<Job> existing(String collection, String idempotencyKey) {
        try {
            CollectionDefinition definition = catalog.get(collection).definition();
            return jobs.find(collection, key(definition, idempotencyKey));
        } catch (CollectionNotFoundException e) {
            return Optional.empty();
        }
    }

    /** Another collection of the same name has other keys. */
    private static String key(CollectionDefinition collection, String idempotencyKey) {
        return collection.indexName() + KEY_SEPARATOR + idempotencyKey;
    }

    /**
     * Reads the records of a file. A file without records is a job without documents.
     *
     * @throws io.semblance.ingest.records.MalformedFileException if the file as a whole cannot be
     *     read; nothing is imported then
     * @throws TooManyImportsException if too many uploads are received at the same time
     * @throws IOException if the upload ended early; nothing is imported then
     * @throws io.semblance.catalog.CatalogException if the collection cannot be used
     */
    public Job records(
            ImportRequest request,
            InputStream file,
            RecordFormat format,
            RecordFormat.Options options)
            throws IOException {
        return receiveDocuments(
                request,
                parts -> {
                    try (RecordReader reader = format.read(file, options);
                            SeenIds seen = SeenIds.create()) {
                        for (SourceRecord record = reader.next();
                                record != null;
                                record = reader.next()) {
                            add(parts, record, request.fields(), seen);
                        }
                    }
                });
    }

    /**
     * Keeps documents that have been read already.
     *
     * @param refused errors of other documents of the request
     */
    public Job documents(ImportRequest request, List<DocumentDraft> drafts, List<ItemError> refused)
            throws IOException {
        return receiveDocuments(
                request,
                parts -> {
                    refused.forEach(parts::refuse);
                    try (SeenIds seen = SeenIds.create()) {
                        for (DocumentDraft draft : drafts) {
                            addIfNew(parts, ImportedDocument.of(draft), seen);
                        }
                    }
                });
    }

    /**
     * Keeps files of other programs, each of which becomes a document whose id is its name.
     *
     * @throws TooManyImportsException if too many uploads are received at the same time
     * @throws IOException if the upload ended early; nothing is imported then
     */
    public Job files(ImportRequest request, FileSource files) throws IOException {
        return receive(
                request,
                Kind.FILES,
                upload -> {
                    try (SeenIds seen = SeenIds.create()) {
                        new FileReceiver(upload, seen, maxFileBytes).receive(files);
                    }
                });
    }

    /** Reads an upload into the parts of a job. */
    private interface Receiver {
        void read(JobUpload upload) throws IOException;
    }

    private Job receiveDocuments(ImportRequest request, DocumentReceiver receiver)
            throws IOException {
        return receive(
                request,
                Kind.RECORDS,
                upload -> {
                    PartBuilder parts = new PartBuilder(upload);
                    receiver.read(parts);
                    parts.flush();
                });
    }

    /** Reads documents into the parts of a job. */
    private interface DocumentReceiver {
        void read(PartBuilder parts) throws IOException;
    }

    private Job receive(ImportRequest request, Kind kind, Receiver receiver) throws IOException {
        if (!uploads.tryAcquire()) {
            throw new TooManyImportsException(maxUploads);
        }
        try {
            CollectionDefinition collection =
                    catalog.getOrCreate(request.collection()).definition();
            var settings = new ImportSettings(kind, request.onConflict(), collection.indexName());
            String key = request.idempotencyKey();
            NewJob job =
                    new NewJob(
                            TYPE,
                            request.collection(),
                            settings.json(),
                            key == null ? null : key(collection, key));
            try (JobUpload upload = jobs.receive(job)) {
                receiver.read(upload);
                return upload.accept(Map.of());
            }
        } finally {
            uploads.release();
        }
    }

    private static void add(
            PartBuilder parts, SourceRecord record, FieldMapping fields, SeenIds seen)
            throws IOException {
        switch (record) {
            case SourceRecord.Unreadable bad ->
                    parts.refuse(
                            new ItemError(
                                    null,
                                    bad.line(),
                                    null,
                                    bad.problem().name().toLowerCase(Locale.ROOT),
                                    bad.detail(),
                                    null));
            case SourceRecord.Fields read -> {
                ImportedDocument document;
                try {
                    document = fields.document(read.line(), read.fields());
                } catch (ItemRefusedException e) {
                    parts.refuse(e.error(null, read.line(), null));
                    return;
                }
                addIfNew(parts, document, seen);
            }
        }
    }

    private static void addIfNew(PartBuilder parts, ImportedDocument document, SeenIds seen)
            throws IOException {
        String id = document.id();
        Long before = id == null ? null : seen.add(id, document.line());
        if (id == null || before == null) {
            parts.add(document);
        } else {
            parts.refuse(duplicate(document, id, before));
        }
    }

    private static ItemError duplicate(ImportedDocument document, String id, long line) {
        return new ItemSource(null, document.source().line(), id)
                .error(
                        "duplicate_id",
                        line > 0
                                ? "line %d has the same id; send each id once".formatted(line)
                                : "an earlier document of the request has the same id; send each id"
                                        + " once",
                        "id");
    }
}
