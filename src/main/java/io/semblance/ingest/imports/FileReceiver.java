package io.semblance.ingest.imports;

import io.semblance.ingest.imports.FileSource.UploadedFile;
import io.semblance.jobs.ItemError;
import io.semblance.jobs.JobUpload;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.json.JsonMapper;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Keeps each file of an upload as a part of its job: a line of JSON with its name and type, then
 * its bytes. Not thread-safe.
 */
final class FileReceiver {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final JobUpload upload;
    private final SeenIds seen;
    private final long maxBytes;
    private long files;

    /**
     * @param maxBytes maximum size of a file
     */
    FileReceiver(JobUpload upload, SeenIds seen, long maxBytes) {
        this.upload = upload;
        this.seen = seen;
        this.maxBytes = maxBytes;
    }

    /** What precedes the bytes of a file. */
    record Header(String name, @Nullable String contentType) {}

    void receive(FileSource source) throws IOException {
        Path spool = Files.createTempFile("semblance-import-", ".file");
        try {
            for (UploadedFile file = source.next(); file != null; file = source.next()) {
                receive(file, spool);
            }
        } finally {
            Files.deleteIfExists(spool);
        }
    }

    private void receive(UploadedFile file, Path spool) throws IOException {
        files++;
        long bytes = copy(file.content(), spool);
        if (bytes > maxBytes) {
            refuse(
                    file,
                    "file_too_large",
                    "the file has %d bytes, the limit is %d; split it or raise semblance.imports.file-size"
                            .formatted(bytes, maxBytes));
        } else if (seen.add(file.name(), files) != null) {
            refuse(
                    file,
                    "duplicate_id",
                    "an earlier file of the upload has the same name; send each name once");
        } else {
            String header =
                    JSON.writeValueAsString(new Header(file.name(), file.contentType())) + "\n";
            try (InputStream content = Files.newInputStream(spool)) {
                upload.add(
                        1,
                        new SequenceInputStream(
                                new ByteArrayInputStream(header.getBytes(StandardCharsets.UTF_8)),
                                content));
            }
        }
    }

    private void refuse(UploadedFile file, String code, String detail) {
        upload.refuse(List.of(new ItemError(file.name(), null, file.name(), code, detail, null)));
    }

    /** Copies up to the limit and reads the rest; returns the number of bytes of the file. */
    private long copy(InputStream content, Path spool) throws IOException {
        byte[] buffer = new byte[65_536];
        long bytes = 0;
        try (OutputStream out = Files.newOutputStream(spool)) {
            for (int read = content.read(buffer); read >= 0; read = content.read(buffer)) {
                bytes += read;
                if (bytes <= maxBytes) {
                    out.write(buffer, 0, read);
                }
            }
        }
        return bytes;
    }
}
