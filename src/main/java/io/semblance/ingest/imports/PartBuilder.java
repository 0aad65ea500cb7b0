package io.semblance.ingest.imports;

import io.semblance.jobs.ItemError;
import io.semblance.jobs.JobUpload;

import tools.jackson.databind.json.JsonMapper;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;

/**
 * Collects documents and errors of an upload, and adds them to the job in parts. A part is small
 * enough to be repeated after a crash, and large enough to keep every lane busy. Not thread-safe.
 */
final class PartBuilder {

    static final int DOCUMENTS = 256;
    private static final int BYTES = 512 * 1024;
    private static final int ERRORS = 100;

    /** A slow upload shows that it goes on. */
    private static final Duration MAX_AGE = Duration.ofMinutes(1);

    private static final JsonMapper JSON = JsonMapper.shared();

    private final JobUpload upload;
    private final ByteArrayOutputStream lines = new ByteArrayOutputStream();
    private final List<ItemError> errors = new ArrayList<>();
    private int documents;
    private long flushedNanos = System.nanoTime();

    PartBuilder(JobUpload upload) {
        this.upload = upload;
    }

    void add(ImportedDocument document) throws IOException {
        lines.write(JSON.writeValueAsBytes(document));
        lines.write('\n');
        documents++;
        boolean old = System.nanoTime() - flushedNanos > MAX_AGE.toNanos();
        if (documents == DOCUMENTS || lines.size() >= BYTES || old) {
            flushDocuments();
        }
    }

    void refuse(ItemError error) {
        errors.add(error);
        if (errors.size() == ERRORS) {
            flushErrors();
        }
    }

    /** Adds the last documents and errors to the job. */
    void flush() throws IOException {
        if (documents > 0) {
            flushDocuments();
        }
        if (!errors.isEmpty()) {
            flushErrors();
        }
    }

    private void flushDocuments() throws IOException {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        Deflater fast = new Deflater(Deflater.BEST_SPEED);
        try (OutputStream deflating = new DeflaterOutputStream(compressed, fast)) {
            lines.writeTo(deflating);
        } finally {
            fast.end();
        }
        upload.add(documents, compressed.toByteArray());
        lines.reset();
        documents = 0;
        flushedNanos = System.nanoTime();
    }

    private void flushErrors() {
        upload.refuse(List.copyOf(errors));
        errors.clear();
    }

    /** The documents of a part's payload. */
    static List<ImportedDocument> documents(InputStream payload) throws IOException {
        try (InputStream inflated = new InflaterInputStream(payload)) {
            return JSON.readerFor(ImportedDocument.class)
                    .<ImportedDocument>readValues(inflated)
                    .readAll();
        }
    }
}
