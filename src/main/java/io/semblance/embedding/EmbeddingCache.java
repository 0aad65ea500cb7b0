package io.semblance.embedding;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;

import io.semblance.tokenization.Encoding;

import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * Embeddings of texts that were asked for before, bounded in bytes. What is asked for often stays
 * (W-TinyLFU; Einziger, Friedman and Manes, 2017), so that a series of queries that come once does
 * not wash out those that come again.
 *
 * <p>An entry is the model's output before normalisation and with all dimensions: one serves every
 * way of asking. Its key is the SHA-256 of all that the output depends on, not the text: an entry
 * has the same size whatever its text's, no text stays in memory, and two texts of one digest are
 * not found by chance nor, as far as anybody knows, on purpose.
 *
 * <p>Thread-safe, without a lock for all. Callers who miss the same text at once each compute it:
 * if they shared one computation, one caller's deadline, leaving or place in the queue would become
 * the others'.
 */
final class EmbeddingCache {

    /**
     * Bytes of an entry beside its vector's components: key, objects and the cache's own nodes. 202
     * were measured in a full cache of 37,000 entries; the rest is for its table, which grows by
     * doubling.
     */
    static final int ENTRY_BYTES = 256;

    private final @Nullable Cache<Key, EmbeddedText> entries;

    /**
     * @param size bound of all entries; 0 for no cache
     */
    EmbeddingCache(DataSize size) {
        this.entries =
                size.toBytes() == 0
                        ? null
                        : Caffeine.newBuilder()
                                .maximumWeight(size.toBytes())
                                .weigher((Key _, EmbeddedText text) -> bytes(text))
                                // Eviction is short: no thread of another pool is woken for it.
                                .executor(Runnable::run)
                                .recordStats()
                                .build();
    }

    private static int bytes(EmbeddedText text) {
        return ENTRY_BYTES + Float.BYTES * text.embedding().dimension();
    }

    /**
     * Through what a text becomes a vector.
     *
     * @param modelVersion of {@link ModelDescription}; all of one length
     * @param prefix put before the text; prompts that put the same one share entries
     * @param givenUp the end that is cut off a text that is too long
     */
    record Source(String modelVersion, String prefix, Encoding.Side givenUp) {}

    /** 256 bits of a digest. */
    private record Key(long a, long b, long c, long d) {

        static Key of(Source source, String text) {
            MessageDigest digest = ModelFile.digest();
            digest.update(source.modelVersion().getBytes(StandardCharsets.UTF_8));
            digest.update(source.givenUp().name().getBytes(StandardCharsets.UTF_8));
            digest.update(source.prefix().getBytes(StandardCharsets.UTF_8));
            ByteBuffer bits = ByteBuffer.wrap(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
            return new Key(bits.getLong(), bits.getLong(), bits.getLong(), bits.getLong());
        }
    }

    /** What the model made of a text; null if that is not known. */
    @Nullable EmbeddedText get(Source source, String text) {
        return entries == null ? null : entries.getIfPresent(Key.of(source, text));
    }

    void put(Source source, String text, EmbeddedText embedded) {
        if (entries != null) {
            entries.put(Key.of(source, text), embedded);
        }
    }

    boolean isOff() {
        return entries == null;
    }

    /** Bytes of all entries. */
    long bytes() {
        return entries == null
                ? 0
                : entries.policy().eviction().orElseThrow().weightedSize().orElseThrow();
    }

    /** Entries that had to make room, since the start. */
    long evictions() {
        return entries == null ? 0 : entries.stats().evictionCount();
    }
}
