package io.semblance.ingest.records;

import org.jspecify.annotations.Nullable;

import java.io.Closeable;
import java.io.IOException;

/** Reads the records of one file in order. Its memory is bounded by the largest record. */
public interface RecordReader extends Closeable {

    /**
     * The next record; null at the end of the file.
     *
     * @throws MalformedFileException if the rest of the file cannot be read
     * @throws IOException if the upload ended early
     */
    @Nullable SourceRecord next() throws IOException;
}
