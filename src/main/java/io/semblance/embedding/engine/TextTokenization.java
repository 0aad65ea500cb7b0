package io.semblance.embedding.engine;

import io.semblance.embedding.EmbedInput;
import io.semblance.embedding.EmbedInput.TokenIds;
import io.semblance.embedding.EmbedRequest.Priority;
import io.semblance.embedding.EmbedRequest.Prompt;
import io.semblance.embedding.EngineClosedException;
import io.semblance.embedding.InferenceException;
import io.semblance.embedding.ModelDescription;
import io.semblance.embedding.ModelTokenizer;
import io.semblance.embedding.TokenCounter;
import io.semblance.embedding.onnx.LoadedModel;
import io.semblance.embedding.onnx.TextEncoder;
import io.semblance.tokenization.Encoding;
import io.semblance.tokenization.Tokenizer;
import io.semblance.tokenization.TruncatedText;
import io.semblance.value.Caller;
import io.semblance.value.CallerGoneException;
import io.semblance.value.DeadlineExceededException;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Tokenises texts on its own platform threads, because the native calls would pin the carriers of
 * virtual threads. Queries have reserved threads and short calls. Bulk work is divided into slices
 * of {@value #SLICE_UNITS} code units, or as much of one text as the model may need, so that
 * requests alternate. The threads share the work of a slice. The number of waiting slices is
 * bounded by the callers, because each of them waits for one slice. Thread-safe.
 */
final class TextTokenization implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(TextTokenization.class);

    /** Size of a slice of bulk work in UTF-16 code units. One longer text is a slice by itself. */
    static final int SLICE_UNITS = 200_000;

    /**
     * Size of a slice of a query in UTF-16 code units. A longer text is tokenised on the threads
     * for bulk work.
     */
    private static final int QUERY_UNITS = 20_000;

    /** Code units per token, more than in ordinary text: an end of this size mostly suffices. */
    private static final int UNITS_PER_TOKEN = 8;

    private static final int GROWTH = 2;

    /**
     * Minimum size of the part of a slice that gets its own thread: about a millisecond of work.
     */
    private static final int PART_UNITS = 4_000;

    private final int threads;
    private final ExecutorService bulk;
    private final ExecutorService queries;

    TextTokenization(int threads) {
        this.threads = threads;
        this.bulk = threads(threads, "tokenizer-");
        this.queries = threads(threads, "tokenizer-queries-");
    }

    private static ExecutorService threads(int count, String name) {
        return Executors.newFixedThreadPool(
                count, Thread.ofPlatform().daemon().name(name, 0).factory());
    }

    /**
     * Encodes inputs as far as the model reads them. Of a much longer text, only an end is
     * tokenised, and more of it until it has more tokens than the model accepts. Input ids are used
     * unchanged unless there is a prompt: then they are decoded to their text, which is encoded
     * with it.
     *
     * @param model the model
     * @param prompt the text that is put before each text; may be empty
     * @param inputs the inputs
     * @param truncationSide the side that is cut off a text that is too long
     * @param priority selects the threads
     * @param caller polled before each slice of bulk work
     * @return an encoding for each input, in the same order
     * @throws DeadlineExceededException if the time that the caller allows has passed
     * @throws CallerGoneException if the caller has left
     */
    List<TruncatedEncoding> read(
            LoadedModel model,
            String prompt,
            List<EmbedInput> inputs,
            Encoding.Side truncationSide,
            Priority priority,
            Caller caller) {
        RequestEncoder encoder = new RequestEncoder(model, truncationSide, priority, caller);
        for (EmbedInput input : inputs) {
            switch (input) {
                case EmbedInput.Text text -> encoder.add(prompt.concat(text.text()));
                case TokenIds ids when prompt.isEmpty() -> encoder.add(ids);
                case TokenIds ids -> encoder.add(prompt.concat(decode(model, ids, true)));
            }
        }
        encoder.flush();
        return encoder.encoded;
    }

    /** The tokenisation of one request. */
    private final class RequestEncoder {

        private final Tokenizer tokenizer;
        private final int maxTokens;
        private final Encoding.Side truncationSide;
        private final Priority priority;
        private final Caller caller;
        private final List<TruncatedEncoding> encoded = new ArrayList<>();
        private final List<String> texts = new ArrayList<>();
        private final List<TruncatedText> truncatedTexts = new ArrayList<>();
        private int units;

        RequestEncoder(
                LoadedModel model, Encoding.Side truncationSide, Priority priority, Caller caller) {
            this.caller = caller;
            this.tokenizer = model.tokenizer();
            this.maxTokens = model.maxTokens();
            this.truncationSide = truncationSide;
            this.priority = priority;
        }

        void add(String text) {
            TruncatedText truncated =
                    tokenizer.truncate(text, maxTokens * UNITS_PER_TOKEN, truncationSide);
            int length = truncated.text().length();
            if (units + length > sliceUnits()) {
                flush();
            }
            texts.add(text);
            truncatedTexts.add(truncated);
            units += length;
        }

        void add(TokenIds ids) {
            flush();
            Encoding encoding = Encoding.of(ids.toArray());
            encoded.add(
                    new TruncatedEncoding(
                            encoding.truncated(maxTokens, truncationSide),
                            new TextLength(
                                    Math.min(encoding.length(), maxTokens),
                                    encoding.length(),
                                    true)));
        }

        private int sliceUnits() {
            return switch (priority) {
                case QUERY, RERANK -> QUERY_UNITS;
                case BULK -> SLICE_UNITS;
            };
        }

        void flush() {
            if (texts.isEmpty()) {
                return;
            }
            List<Encoding> encodings =
                    encode(truncatedTexts.stream().map(TruncatedText::text).toList(), units);
            for (int i = 0; i < encodings.size(); i++) {
                encoded.add(encodeEnough(texts.get(i), truncatedTexts.get(i), encodings.get(i)));
            }
            texts.clear();
            truncatedTexts.clear();
            units = 0;
        }

        private TruncatedEncoding encodeEnough(
                String text, TruncatedText firstTruncated, Encoding firstEncoding) {
            TruncatedText truncated = firstTruncated;
            Encoding encoding = firstEncoding;
            while (!truncated.whole()
                    && encoding.length() - truncated.uncertainTokens() <= maxTokens) {
                int units = Math.multiplyExact(truncated.text().length(), GROWTH);
                truncated = tokenizer.truncate(text, units, truncationSide);
                encoding = encode(List.of(truncated.text()), truncated.text().length()).getFirst();
            }
            return new TruncatedEncoding(
                    encoding.truncated(maxTokens, truncationSide),
                    new TextLength(
                            Math.min(encoding.length(), maxTokens),
                            encoding.length() - truncated.uncertainTokens(),
                            truncated.whole()));
        }

        private List<Encoding> encode(List<String> slice, int units) {
            // Polling a client is a system call; a query is done soon anyway.
            if (priority == Priority.BULK) {
                caller.requireWaiting();
            }
            return priority != Priority.BULK && units <= QUERY_UNITS
                    ? call(queries, () -> tokenizer.encode(slice))
                    : each(slice, tokenizer::encode);
        }
    }

    /** Returns a counter of the model's tokens. */
    TokenCounter counter(TextEncoder model) {
        ModelDescription description = model.description();
        String prompt = description.prompts().document();
        int prefix = prompt.isEmpty() ? 0 : call(bulk, () -> model.tokenizer().count(prompt));
        int overhead = model.tokenizer().specialTokens() + prefix;
        return new TokenCounter() {
            @Override
            public int[] count(List<String> texts) {
                return TextTokenization.this.count(model.tokenizer(), texts);
            }

            @Override
            public int[] cut(String text, int maxTokens) {
                return call(bulk, () -> model.tokenizer().cut(text, maxTokens));
            }

            @Override
            public List<Integer> unknown(List<String> texts) {
                return TextTokenization.this.unknown(model.tokenizer(), texts);
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

    /** Counts the tokens of texts, slice by slice. */
    private int[] count(Tokenizer tokenizer, List<String> texts) {
        int[] counts = new int[texts.size()];
        for (int from = 0; from < counts.length; ) {
            int to = from;
            int units = 0;
            while (to < counts.length
                    && (to == from || units + texts.get(to).length() <= SLICE_UNITS)) {
                units += texts.get(to++).length();
            }
            List<String> slice = texts.subList(from, to);
            int[] found =
                    each(slice, tokenizer::count).stream().mapToInt(Integer::intValue).toArray();
            System.arraycopy(found, 0, counts, from, found.length);
            from = to;
        }
        return counts;
    }

    /**
     * Returns the indexes of the texts without a known token. A single short text is a query, which
     * does not wait for bulk work.
     */
    private List<Integer> unknown(Tokenizer tokenizer, List<String> texts) {
        List<Boolean> known =
                texts.size() == 1 && texts.getFirst().length() <= QUERY_UNITS
                        ? List.of(call(queries, () -> tokenizer.knows(texts.getFirst())))
                        : each(texts, tokenizer::knows);
        return IntStream.range(0, texts.size()).filter(i -> !known.get(i)).boxed().toList();
    }

    private String decode(LoadedModel model, TokenIds ids, boolean skipSpecialTokens) {
        return call(bulk, () -> model.tokenizer().decode(ids.toArray(), skipSpecialTokens));
    }

    /** Returns the tokenizer of a model. */
    ModelTokenizer tokenizer(TextEncoder model) {
        return new ModelTokenizer() {
            @Override
            public List<Token> tokenize(
                    int index, String text, Prompt prompt, boolean specialTokens, int maxTokens) {
                TextChecks.check(index, text);
                String whole = model.description().prompts().text(prompt).concat(text);
                var tokens =
                        call(bulk, () -> model.tokenizer().tokens(whole, specialTokens, maxTokens));
                return new AbstractList<>() {
                    @Override
                    public int size() {
                        return tokens.size();
                    }

                    @Override
                    public Token get(int index) {
                        return token(tokens.get(index));
                    }
                };
            }

            @Override
            public String decode(int index, TokenIds ids, boolean skipSpecialTokens) {
                TextChecks.check(index, ids);
                TextChecks.checkTokens(index, ids, model);
                return TextTokenization.this.decode(model, ids, skipSpecialTokens);
            }

            @Override
            public SpecialTokens specialTokens() {
                return new SpecialTokens(
                        tokens(model.tokenizer().leading()), tokens(model.tokenizer().trailing()));
            }

            @Override
            public int vocabularySize() {
                return model.tokenizer().vocabularySize();
            }
        };
    }

    private static List<ModelTokenizer.Token> tokens(List<io.semblance.tokenization.Token> tokens) {
        return tokens.stream().map(TextTokenization::token).toList();
    }

    private static ModelTokenizer.Token token(io.semblance.tokenization.Token token) {
        return new ModelTokenizer.Token(
                token.id(), token.text(), token.special(), token.start(), token.end());
    }

    /** Applies a function to each text, on the free threads for bulk work. */
    private <T> List<T> each(List<String> texts, Function<String, T> function) {
        long units = texts.stream().mapToLong(String::length).sum();
        long partUnits = Math.max(PART_UNITS, units / threads);
        List<CompletableFuture<List<T>>> parts = new ArrayList<>();
        int from = 0;
        long inPart = 0;
        for (int to = 1; to <= texts.size(); to++) {
            inPart += texts.get(to - 1).length();
            if (inPart >= partUnits || to == texts.size()) {
                List<String> part = texts.subList(from, to);
                parts.add(submit(bulk, () -> part.stream().map(function).toList()));
                from = to;
                inPart = 0;
            }
        }
        return parts.stream().flatMap(part -> join(part).stream()).toList();
    }

    private static <T> T call(ExecutorService threads, Supplier<T> tokenizing) {
        return join(submit(threads, tokenizing));
    }

    private static <T> CompletableFuture<T> submit(
            ExecutorService threads, Supplier<T> tokenizing) {
        try {
            return CompletableFuture.supplyAsync(tokenizing, threads);
        } catch (RejectedExecutionException e) {
            throw new EngineClosedException();
        }
    }

    private static <T> T join(CompletableFuture<T> tokenizing) {
        try {
            return tokenizing.join();
        } catch (CompletionException e) {
            log.error("The tokenizer failed", e.getCause());
            throw new InferenceException("the tokenizer failed; the service log has the reason", e);
        }
    }

    /** Ends the threads after their current calls. */
    @Override
    public void close() {
        queries.close();
        bulk.close();
    }
}
