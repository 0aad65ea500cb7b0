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

    /** Code units that are copied at once, since a text may be long. */
    private static final int SLICE_UNITS = 65_536;

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
        if (text == null) {
            add(-1);
            return;
        }
        add(utf8Length(text));
        for (int from = 0; from < text.length(); ) {
            int to = Math.min(text.length(), from + SLICE_UNITS);
            if (to < text.length() && Character.isLowSurrogate(text.charAt(to))) {
                to--;
            }
            digest.update(text.substring(from, to).getBytes(StandardCharsets.UTF_8));
            from = to;
        }
    }

    /** Of valid Unicode. */
    private static int utf8Length(String text) {
        int length = text.length();
        for (int i = 0; i < text.length(); i++) {
            char unit = text.charAt(i);
            if (unit >= 0x80) {
                length += unit < 0x800 || Character.isSurrogate(unit) ? 1 : 2;
            }
        }
        return length;
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
