package io.semblance.ingest.imports;

import com.fasterxml.jackson.annotation.JsonInclude;

import io.semblance.ingest.DocumentDraft;
import io.semblance.value.Embedding;
import io.semblance.value.Sha256;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * A document of an import, as it waits in the payload of a part.
 *
 * @param line where it begins in its file; 0 if it did not come from a file
 * @param vector its own vector, in base64
 * @param embedding vectors of its chunks, from an export
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record ImportedDocument(
        long line,
        @Nullable String id,
        @Nullable String title,
        @Nullable String text,
        @Nullable Map<String, @Nullable Object> metadata,
        @Nullable String vector,
        @Nullable Map<String, @Nullable Object> embedding) {

    private static final int ID_BYTES = 16;

    /** The id of a document without one: a digest of its title and text. */
    static String contentId(@Nullable String title, List<String> texts) {
        MessageDigest digest = Sha256.digest();
        digest.update(bytes(title == null ? "" : title));
        for (String text : texts) {
            digest.update((byte) 0);
            digest.update(bytes(text));
        }
        return HexFormat.of().formatHex(digest.digest(), 0, ID_BYTES);
    }

    /** A document that a request has as JSON. */
    static ImportedDocument of(DocumentDraft draft) {
        Embedding own = draft.vector();
        return new ImportedDocument(
                0,
                draft.id(),
                draft.title(),
                draft.text(),
                draft.metadata(),
                own == null ? null : GivenVectors.encode(own.toArray()),
                null);
    }

    /** Where it comes from, for errors. */
    ItemSource source() {
        return new ItemSource(null, line == 0 ? null : line, id);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    DocumentDraft draft() {
        return new DocumentDraft(
                id,
                title,
                text,
                metadata,
                vector == null ? null : GivenVectors.finite(GivenVectors.decode(vector)),
                embedding == null ? null : GivenVectors.embedded(embedding),
                List.of());
    }
}
