package io.semblance.ingest.imports;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;

/** The files of an upload, read one after another. */
public interface FileSource {

    /** The next file; null after the last one. The file before is no longer read. */
    @Nullable UploadedFile next() throws IOException;

    /**
     * A file.
     *
     * @param name as the client gave it
     * @param contentType as the client gave it; null if it gave none
     * @param content read once
     */
    record UploadedFile(String name, @Nullable String contentType, InputStream content) {}
}
