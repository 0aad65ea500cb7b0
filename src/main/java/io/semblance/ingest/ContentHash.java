package io.semblance.ingest;

import io.semblance.catalog.Collection;
import io.semblance.vector.Embedding;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Says whether a document would get the same chunks and vectors again: SHA-256 over title, text and
 * own vector, and all of the collection that chunking and embedding depend on.
 */
final class ContentHash {

    private final MessageDigest digest;

    private ContentHash() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    static String of(DraftChecks.Checked draft, Collection collection) {
        ContentHash hash = new ContentHash();
        hash.add(draft.title());
        hash.add(draft.text());
        hash.add(draft.vector());
        hash.add(collection.modelVersion());
        hash.add(collection.language().id());
        hash.add(collection.maxTokens());
        hash.add(collection.overlap());
        return HexFormat.of().formatHex(hash.digest.digest());
    }

    /** With its length before it, so that no two lists of parts look the same. */
    private void add(@Nullable String text) {
        byte[] bytes = text == null ? new byte[0] : text.getBytes(StandardCharsets.UTF_8);
        add(text == null ? -1 : bytes.length);
        digest.update(bytes);
    }

    private void add(@Nullable Embedding vector) {
        if (vector == null) {
            add(-1);
            return;
        }
        add(vector.dimension());
        ByteBuffer bytes = ByteBuffer.allocate(vector.dimension() * Float.BYTES);
        bytes.asFloatBuffer().put(vector.toArray());
        digest.update(bytes);
    }

    private void add(int number) {
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(number).flip());
    }
}
