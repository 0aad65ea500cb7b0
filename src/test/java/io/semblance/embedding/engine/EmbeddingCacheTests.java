package io.semblance.embedding.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.semblance.embedding.engine.EmbeddingCache.Source;
import io.semblance.tokenization.Encoding.Side;
import io.semblance.value.Embedding;

import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;

/** What is kept, under which key, and how much of it. */
class EmbeddingCacheTests {

    private static final Source SOURCE = new Source("0123456789ab", "", Side.RIGHT);
    private static final long MAX_BYTES = 100_000;

    private final EmbeddingCache cache = new EmbeddingCache(DataSize.ofBytes(MAX_BYTES));

    @Test
    void findsATextByAllThatItsVectorDependsOn() {
        cache.put(SOURCE, "text", text(1));

        assertThat(cache.get(SOURCE, "text")).isEqualTo(text(1));
        assertThat(cache.get(SOURCE, "other")).isNull();
        assertThat(cache.get(new Source("ba9876543210", "", Side.RIGHT), "text")).isNull();
        assertThat(cache.get(new Source("0123456789ab", "query: ", Side.RIGHT), "text")).isNull();
        assertThat(cache.get(new Source("0123456789ab", "", Side.LEFT), "text")).isNull();
    }

    @Test
    void promptsWithOnePrefixShareTheirEntries() {
        cache.put(new Source("0123456789ab", "query: ", Side.RIGHT), "text", text(1));

        assertThat(cache.get(new Source("0123456789ab", "query: ", Side.RIGHT), "text"))
                .isEqualTo(text(1));
        assertThat(cache.get(SOURCE, "query: text")).isEqualTo(text(1));
    }

    @Test
    void staysWithinItsBytesHoweverLongTheTextsAre() {
        for (int i = 0; i < 1_000; i++) {
            cache.put(SOURCE, i + " long".repeat(i), text(i));
            assertThat(cache.bytes()).isLessThanOrEqualTo(MAX_BYTES);
        }

        long entry = EmbeddingCache.ENTRY_BYTES + 384 * Float.BYTES;
        assertThat(cache.bytes()).isEqualTo(MAX_BYTES / entry * entry);
        assertThat(cache.evictions()).isEqualTo(1_000 - MAX_BYTES / entry);
    }

    @Test
    void keepsWhatIsAskedForOftenThroughASeriesThatComesOnce() {
        for (int i = 0; i < 20; i++) {
            cache.put(SOURCE, "often " + i, text(i));
        }
        for (int i = 0; i < 5_000; i++) {
            cache.get(SOURCE, "often " + i % 20);
            if (cache.get(SOURCE, "once " + i) == null) {
                cache.put(SOURCE, "once " + i, text(i));
            }
        }

        for (int i = 0; i < 20; i++) {
            assertThat(cache.get(SOURCE, "often " + i)).as("often %d", i).isEqualTo(text(i));
        }
    }

    @Test
    void entryThatAloneIsTooLargeIsNotKept() {
        EmbeddingCache small = new EmbeddingCache(DataSize.ofBytes(1_000));
        small.put(SOURCE, "text", text(1));

        assertThat(small.get(SOURCE, "text")).isNull();
        assertThat(small.bytes()).isZero();
    }

    @Test
    void keepsNothingWhenItIsOff() {
        EmbeddingCache off = new EmbeddingCache(DataSize.ofBytes(0));
        off.put(SOURCE, "text", text(1));

        assertThat(off.isOff()).isTrue();
        assertThat(off.get(SOURCE, "text")).isNull();
        assertThat(off.bytes()).isZero();
        assertThat(off.evictions()).isZero();
    }

    @Test
    void concurrentCallersGetWhatBelongsToTheirTexts() throws Exception {
        List<Callable<Boolean>> calls = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            calls.add(() -> {
                for (int n = 0; n < 20_000; n++) {
                    String text = "text " + n % 100;
                    CachedEmbedding found = cache.get(SOURCE, text);
                    if (found == null) {
                        cache.put(SOURCE, text, text(n % 100));
                    } else if (!found.equals(text(n % 100))) {
                        return false;
                    }
                }
                return true;
            });
        }
        try (var callers = Executors.newFixedThreadPool(4)) {
            for (var call : callers.invokeAll(calls)) {
                assertThat(call.get()).isTrue();
            }
        }
        assertThat(cache.bytes()).isLessThanOrEqualTo(MAX_BYTES);
    }

    private static CachedEmbedding text(int number) {
        float[] components = new float[384];
        components[0] = number;
        return new CachedEmbedding(
                Embedding.owning(components), new TextLength(number, number, true));
    }
}
