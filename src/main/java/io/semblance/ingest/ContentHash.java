package io.semblance.ingest;

import io.semblance.catalog.CollectionDefinition;
import io.semblance.ingest.files.Section;
import io.semblance.store.Document;
import io.semblance.value.Embedding;
import io.semblance.value.Sha256;
import io.semblance.value.UnicodeText;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * The hash of everything that determines a document's chunks and vectors: SHA-256 of the title, the
 * text, the document's own vector, the version of the chunker, and the collection's settings for
 * chunking and embedding. If it is unchanged, the document need not be embedded again. For a file,
 * a hash of its sections follows.
 */
final class ContentHash {

    /** Code units that are encoded at a time, since a text may be long. */
    private static final int SLICE_UNITS = 65_536;

    /** The version of the chunker before hashes included one. */
    private static final int FIRST_CHUNKING = 1;

    /** Precedes the hash of the sections. */
    private static final String SECTIONS = "-";

    private static final Pattern SECTIONS_HASH = Pattern.compile(SECTIONS + "[0-9a-f]{64}");

    private final MessageDigest digest = Sha256.digest();

    private ContentHash() {}

    /**
     * The hash of the document that a draft becomes. An embedded text of the same content, which is
     * stored as it was exported, also keeps the hash of its sections: the draft itself does not
     * have them.
     */
    static String of(DraftValidator.ValidDraft draft, CollectionDefinition collection) {
        String hash = of(draft.title(), draft.text(), draft.vector(), collection, Chunker.VERSION);
        if (!draft.sections().isEmpty()) {
            return hash + ofSections(draft.sections());
        }
        EmbeddedText embedded = draft.embedded();
        return embedded != null
                        && draft.vector() == null
                        && embedded.fits(collection)
                        && isWithSections(embedded.contentHash(), hash)
                ? embedded.contentHash()
                : hash;
    }

    /** Whether an exported hash is this one, followed by that of sections. */
    private static boolean isWithSections(String exported, String hash) {
        return exported.startsWith(hash)
                && SECTIONS_HASH.matcher(exported.substring(hash.length())).matches();
    }

    /**
     * Whether the hash of a stored document says that the collection's model computed its vectors,
     * with the chunks of this or an earlier version of the chunker.
     */
    static boolean isOfModel(Document stored, CollectionDefinition collection) {
        for (int version = Chunker.VERSION; version >= FIRST_CHUNKING; version--) {
            String hash = of(stored.title(), stored.text(), null, collection, version);
            if (withoutSections(stored.contentHash()).equals(hash)) {
                return true;
            }
        }
        return false;
    }

    /**
     * The hash for one version of the chunker.
     *
     * @param vector the document's own vector; null if the model computes its vectors
     */
    static String of(
            @Nullable String title,
            String text,
            @Nullable Embedding vector,
            CollectionDefinition collection,
            int chunking) {
        ContentHash hash = new ContentHash();
        hash.add(title);
        hash.add(text);
        hash.add(vector);
        hash.add(collection.modelVersion());
        hash.add(collection.language().id());
        hash.add(collection.maxTokens());
        hash.add(collection.overlap());
        if (vector == null && chunking > FIRST_CHUNKING) {
            hash.add(chunking);
        }
        return hash.hex();
    }

    /**
     * Adds a text preceded by its length, so that different lists of parts do not give the same
     * bytes.
     */
    private void add(@Nullable String text) {
        if (text == null) {
            add(-1);
            return;
        }
        add(utf8Length(text));
        for (int from = 0; from < text.length(); ) {
            int to = UnicodeText.boundary(text, Math.min(text.length(), from + SLICE_UNITS));
            digest.update(text.substring(from, to).getBytes(StandardCharsets.UTF_8));
            from = to;
        }
    }

    /** The length in UTF-8 of valid Unicode. */
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

    /**
     * The hash of the sections of a file, separate from that of its text: the sections are not
     * stored, and the other part can be computed again from the stored text.
     */
    private static String ofSections(List<Section> sections) {
        ContentHash hash = new ContentHash();
        for (Section section : sections) {
            hash.add(section.start());
            hash.add(Objects.requireNonNullElse(section.page(), 0));
            hash.add(section.heading());
            hash.add(section.sheet());
            hash.add(Objects.requireNonNullElse(section.row(), 0));
        }
        return SECTIONS + hash.hex();
    }

    private static String withoutSections(String hash) {
        int end = hash.indexOf(SECTIONS);
        return end < 0 ? hash : hash.substring(0, end);
    }

    private String hex() {
        return HexFormat.of().formatHex(digest.digest());
    }

    private void add(int number) {
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(number).flip());
    }
}
