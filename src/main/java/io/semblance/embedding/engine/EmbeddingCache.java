package io.semblance.embedding.engine;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;

import io.semblance.embedding.ModelDescription;
import io.semblance.tokenization.Encoding;
import io.semblance.value.Sha256;

import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * A cache of embeddings, bounded in bytes. Frequently requested texts stay in it (W-TinyLFU;
 * Einziger, Friedman and Manes, 2017): a series of queries that occur once does not evict those
 * that occur again.
 *
 * <p>An entry is the model's output with all dimensions before normalisation, which serves every
 * variant of a request. Its key is the SHA-256 digest of everything that the output depends on. So
 * all entries of a model have the same size, no text stays in memory, and no two texts with the
 * same digest are known.
 *
 * <p>Thread-safe, without a global lock. Callers that miss the same text at the same time each
 * compute it: if they shared one computation, the deadline, the disconnection or the place in the
 * queue of one caller would affect the others.
 */
final class EmbeddingCache {

    /**
     * Bytes of an entry in addition to its vector: key, objects and nodes of the cache. 202 were
     * measured in a full cache of 37,000 entries; the rest is for its table, which grows by
     * doubling.
     */
    static final int ENTRY_BYTES = 256;

    private final @Nullable Cache<Key, CachedEmbedding> entries;

    /**
     * Creates an empty cache.
     *
     * @param size limit of all entries together; 0 for no cache
     */
    EmbeddingCache(DataSize size) {
        this.entries =
                size.toBytes() == 0
                        ? null
                        : Caffeine.newBuilder()
                                .maximumWeight(size.toBytes())
                                .weigher((Key _, CachedEmbedding text) -> bytes(text))
                                // Eviction is short, so it runs on the caller's thread.
                                .executor(Runnable::run)
                                .recordStats()
                                .build();
    }

    private static int bytes(CachedEmbedding text) {
        return ENTRY_BYTES + Float.BYTES * text.embedding().dimension();
    }

    /**
     * Everything but the text that an embedding depends on.
     *
     * @param modelVersion version of {@link ModelDescription}; all versions have the same length
     * @param prefix the text of the prompt; prompts with the same text share entries
     * @param truncationSide the side that is cut off a text that is too long
     */
    record Source(String modelVersion, String prefix, Encoding.Side truncationSide) {}

    /** A SHA-256 digest, 256 bits. */
    private record Key(long a, long b, long c, long d) {

        static Key of(Source source, String text) {
            MessageDigest digest = Sha256.digest();
            digest.update(source.modelVersion().getBytes(StandardCharsets.UTF_8));
            digest.update(source.truncationSide().name().getBytes(StandardCharsets.UTF_8));
            digest.update(source.prefix().getBytes(StandardCharsets.UTF_8));
            ByteBuffer bits = ByteBuffer.wrap(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
            return new Key(bits.getLong(), bits.getLong(), bits.getLong(), bits.getLong());
        }
    }

    /** Returns the embedding of a text; null if it is not in the cache. */
    @Nullable CachedEmbedding get(Source source, String text) {
        return entries == null ? null : entries.getIfPresent(Key.of(source, text));
    }

    void put(Source source, String text, CachedEmbedding embedded) {
        if (entries != null) {
            entries.put(Key.of(source, text), embedded);
        }
    }

    boolean isOff() {
        return entries == null;
    }

    /** Returns the bytes of all entries. */
    long bytes() {
        return entries == null
                ? 0
                : entries.policy().eviction().orElseThrow().weightedSize().orElseThrow();
    }

    /** Returns the number of entries evicted since the start. */
    long evictions() {
        return entries == null ? 0 : entries.stats().evictionCount();
    }
}
