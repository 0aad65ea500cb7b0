package io.semblance.embedding;

import io.semblance.tokenization.Encoding;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;

/**
 * Tokenises on platform threads of its own: the call is native and would hold a virtual thread's
 * carrier. What waits for them is bounded by the callers, each of which waits for its one call.
 */
final class TextTokenization implements AutoCloseable {

    private final ExecutorService threads;

    TextTokenization(int threads) {
        this.threads =
                Executors.newFixedThreadPool(
                        threads, Thread.ofPlatform().daemon().name("tokenizer-", 0).factory());
    }

    /** Encodes texts whole, special tokens included. */
    List<Encoding> encode(OnnxModel model, List<String> texts) {
        return call(() -> model.tokenizer().encode(texts));
    }

    /** Measures texts for a model. */
    TokenCounter counter(OnnxModel model) {
        ModelDescription description = model.description();
        int prefix =
                description.documentPrefix().isEmpty()
                        ? 0
                        : call(() ->
                                model.tokenizer().count(List.of(description.documentPrefix())))[0];
        int overhead = model.tokenizer().specialTokens() + prefix;
        return new TokenCounter() {
            @Override
            public int[] count(List<String> texts) {
                return call(() -> model.tokenizer().count(texts));
            }

            @Override
            public int[] cut(String text, int maxTokens) {
                return call(() -> model.tokenizer().cut(text, maxTokens));
            }

            @Override
            public int overhead() {
                return overhead;
            }

            @Override
            public int maxTokens() {
                return description.maxTokens();
            }
        };
    }

    private <T> T call(Supplier<T> tokenizing) {
        try {
            return CompletableFuture.supplyAsync(tokenizing, threads).join();
        } catch (RejectedExecutionException e) {
            throw new EngineClosedException();
        } catch (CompletionException e) {
            throw new InferenceException("the tokenizer failed: " + e.getMessage(), e);
        }
    }

    /** Ends the threads once their calls are done. */
    @Override
    public void close() {
        threads.close();
    }
}
