package io.semblance.ingest.imports;

import io.semblance.ingest.DocumentDraft;
import io.semblance.ingest.files.ExtractedFile;
import io.semblance.ingest.files.FileExtractor;
import io.semblance.ingest.files.FileRefusedException;
import io.semblance.jobs.JobPart;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

import tools.jackson.databind.json.JsonMapper;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;

/** Turns the file of a part into a document. Thread-safe. */
@Component
final class FileReader {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final FileExtractor extractor;

    FileReader(FileExtractor extractor) {
        this.extractor = extractor;
    }

    /**
     * What a file turned out to be.
     *
     * @param draft its document; null if it was refused
     * @param refusal why it was refused; null if it was not
     */
    record FileDocument(
            ItemSource source,
            @Nullable DocumentDraft draft,
            @Nullable FileRefusedException refusal) {}

    /**
     * Reads the file of a part.
     *
     * @throws IllegalStateException if no parser can be started, or the service is stopping
     */
    FileDocument read(JobPart part) throws IOException {
        Path file = Files.createTempFile("semblance-import-", ".file");
        try (InputStream payload = new BufferedInputStream(part.payload())) {
            FileReceiver.Header header = header(payload);
            Files.copy(payload, file, StandardCopyOption.REPLACE_EXISTING);
            ItemSource source = new ItemSource(header.name(), null, header.name());
            try {
                return new FileDocument(source, draft(file, header), null);
            } catch (FileRefusedException e) {
                return new FileDocument(source, null, e);
            }
        } finally {
            Files.deleteIfExists(file);
        }
    }

    private DocumentDraft draft(Path file, FileReceiver.Header header) {
        ExtractedFile extracted = extractor.extract(file, header.name(), header.contentType());
        Map<String, @Nullable Object> metadata = new LinkedHashMap<>(extracted.metadata());
        return new DocumentDraft(
                header.name(),
                extracted.title(),
                extracted.text(),
                metadata,
                null,
                null,
                extracted.sections());
    }

    private static FileReceiver.Header header(InputStream payload) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = payload.read(); next >= 0 && next != '\n'; next = payload.read()) {
            line.write(next);
        }
        return JSON.readValue(line.toByteArray(), FileReceiver.Header.class);
    }
}
