package io.semblance.embedding;

import io.semblance.embedding.EmbedInput.TokenIds;
import io.semblance.embedding.EmbedRequest.Priority;
import io.semblance.embedding.EmbedRequest.Prompt;
import io.semblance.tokenization.Encoding;
import io.semblance.tokenization.TextEnd;
import io.semblance.tokenization.Tokenizer;

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

/**
 * Tokenises on platform threads of its own: the call is native and would hold a virtual thread's
 * carrier. Queries have threads that take nothing else, and short calls. Bulk work goes in slices,
 * so that requests take turns: {@value #SLICE_UNITS} code units, or as much of one text as the
 * model may need. The threads share a slice, and what waits is bounded by the callers, each of
 * which waits for its one slice.
 */
final class TextTokenization implements AutoCloseable {

    /** UTF-16 code units of bulk work given to the tokenizer at once, unless one text is longer. */
    static final int SLICE_UNITS = 200_000;

    /** The same for queries; a longer text is no query to be answered at once. */
    private static final int QUERY_UNITS = 20_000;

    /** More than a token has in ordinary text, so that an end of this size mostly suffices. */
    private static final int UNITS_PER_TOKEN = 8;

    private static final int GROWTH = 2;

    /** Code units that are worth a thread of their own: a millisecond's work. */
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
     * Encodes inputs as far as the model reads them. Of a text that is much longer only an end is
     * tokenised, and more of it until that has more tokens than the model reads. Input ids are
     * taken as they are, unless there is a prompt: then it is their text that is encoded.
     *
     * @param prompt put before each text; may be empty
     * @param givenUp the end that is cut off a text that is too long
     * @param caller asked before each slice whether it still waits
     * @throws DeadlineExceededException if the time that the caller allows has passed
     * @throws CallerGoneException if the caller has left
     */
    List<ReadText> read(
            LoadedModel model,
            String prompt,
            List<EmbedInput> inputs,
            Encoding.Side givenUp,
            Priority priority,
            Caller caller) {
        Reading reading = new Reading(model, givenUp, priority, caller);
        for (EmbedInput input : inputs) {
            switch (input) {
                case EmbedInput.Text text -> reading.add(prompt.concat(text.text()));
                case TokenIds ids when prompt.isEmpty() -> reading.add(ids);
                case TokenIds ids -> reading.add(prompt.concat(decode(model, ids, true)));
            }
        }
        reading.flush();
        return reading.read;
    }

    /** One request. */
    private final class Reading {

        private final Tokenizer tokenizer;
        private final int maxTokens;
        private final Encoding.Side givenUp;
        private final Priority priority;
        private final Caller caller;
        private final List<ReadText> read = new ArrayList<>();
        private final List<String> texts = new ArrayList<>();
        private final List<TextEnd> ends = new ArrayList<>();
        private int units;

        Reading(LoadedModel model, Encoding.Side givenUp, Priority priority, Caller caller) {
            this.caller = caller;
            this.tokenizer = model.tokenizer();
            this.maxTokens = model.maxTokens();
            this.givenUp = givenUp;
            this.priority = priority;
        }

        void add(String text) {
            TextEnd end = tokenizer.end(text, maxTokens * UNITS_PER_TOKEN, givenUp);
            int length = end.text().length();
            if (units + length > sliceUnits()) {
                flush();
            }
            texts.add(text);
            ends.add(end);
            units += length;
        }

        void add(TokenIds ids) {
            flush();
            Encoding encoding = Encoding.of(ids.toArray());
            read.add(
                    new ReadText(
                            encoding.truncated(maxTokens, givenUp),
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
            List<Encoding> encodings = encode(ends.stream().map(TextEnd::text).toList(), units);
            for (int i = 0; i < encodings.size(); i++) {
                read.add(enough(texts.get(i), ends.get(i), encodings.get(i)));
            }
            texts.clear();
            ends.clear();
            units = 0;
        }

        private ReadText enough(String text, TextEnd firstEnd, Encoding firstEncoding) {
            TextEnd end = firstEnd;
            Encoding encoding = firstEncoding;
            while (!end.whole() && encoding.length() - end.uncertainTokens() <= maxTokens) {
                int units = Math.multiplyExact(end.text().length(), GROWTH);
                end = tokenizer.end(text, units, givenUp);
                encoding = encode(List.of(end.text()), end.text().length()).getFirst();
            }
            return new ReadText(
                    encoding.truncated(maxTokens, givenUp),
                    new TextLength(
                            Math.min(encoding.length(), maxTokens),
                            encoding.length() - end.uncertainTokens(),
                            end.whole()));
        }

        private List<Encoding> encode(List<String> slice, int units) {
            // Whether a client is still there is a system call; a query is soon done anyway.
            if (priority == Priority.BULK) {
                caller.requireWaiting();
            }
            return priority != Priority.BULK && units <= QUERY_UNITS
                    ? call(queries, () -> tokenizer.encode(slice))
                    : each(slice, tokenizer::encode);
        }
    }

    /** Measures texts for a model. */
    TokenCounter counter(OnnxModel model) {
        ModelDescription description = model.description();
        int prefix =
                description.documentPrefix().isEmpty()
                        ? 0
                        : call(bulk, () -> model.tokenizer().count(description.documentPrefix()));
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
            public int overhead() {
                return overhead;
            }

            @Override
            public int maxTokens() {
                return description.maxTokens();
            }
        };
    }

    /** Counts in slices. */
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

    private String decode(LoadedModel model, TokenIds ids, boolean skipSpecialTokens) {
        return call(bulk, () -> model.tokenizer().decode(ids.toArray(), skipSpecialTokens));
    }

    /** The tokens of a model. */
    ModelTokenizer tokenizer(OnnxModel model) {
        return new ModelTokenizer() {
            @Override
            public List<Token> tokenize(
                    String text, Prompt prompt, boolean specialTokens, int maxTokens) {
                TextChecks.check(0, text);
                String whole = model.description().prefix(prompt).concat(text);
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
            public String decode(TokenIds ids, boolean skipSpecialTokens) {
                return TextTokenization.this.decode(model, ids, skipSpecialTokens);
            }
        };
    }

    private static ModelTokenizer.Token token(io.semblance.tokenization.Token token) {
        return new ModelTokenizer.Token(
                token.id(), token.text(), token.special(), token.start(), token.end());
    }

    /** What a function makes of each text, on as many of the threads for bulk work as are free. */
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
            throw new InferenceException("the tokenizer failed: " + e.getMessage(), e);
        }
    }

    /** Ends the threads once their calls are done. */
    @Override
    public void close() {
        queries.close();
        bulk.close();
    }
}
