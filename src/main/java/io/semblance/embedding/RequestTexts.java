package io.semblance.embedding;

import io.semblance.embedding.EmbedRequest.Admission;
import io.semblance.embedding.EmbedRequest.Priority;
import io.semblance.embedding.EmbedRequest.Truncation;
import io.semblance.tokenization.Encoding;
import io.semblance.vector.Embedding;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * The texts of one request, each once however often it occurs: those that the cache knows, and the
 * rest, which are read and run. Not thread-safe.
 *
 * <p>All requests read the cache; only queries fill it. A load of passages is seldom embedded
 * twice, and would wash out what people ask for.
 */
final class RequestTexts implements EngineRequest {

    private final EmbedRequest request;
    private final OnnxModel model;
    private final EmbeddingCache cache;
    private final EmbeddingCache.Source source;
    private final Map<EmbedInput, EmbeddedText> embedded = new HashMap<>();
    private final List<EmbedInput> missing = new ArrayList<>();
    private final int known;
    private List<ReadText> read = List.of();

    RequestTexts(EmbedRequest request, OnnxModel model, EmbeddingCache cache) {
        this.request = request;
        this.model = model;
        this.cache = cache;
        this.source =
                new EmbeddingCache.Source(
                        model.description().version(),
                        model.description().prefix(request.prompt()),
                        request.truncation().givenUp());
        for (EmbedInput input : new LinkedHashSet<>(request.inputs())) {
            EmbeddedText found =
                    input instanceof EmbedInput.Text(String text) ? cache.get(source, text) : null;
            if (found == null) {
                missing.add(input);
            } else {
                embedded.put(input, found);
            }
        }
        this.known = embedded.size();
    }

    @Override
    public OnnxModel model() {
        return model;
    }

    @Override
    public Priority priority() {
        return request.priority();
    }

    @Override
    public Admission admission() {
        return request.admission();
    }

    /** How many the cache knows. */
    int known() {
        return known;
    }

    /** Those that it does not know. */
    List<EmbedInput> missing() {
        return missing;
    }

    /** Reads what is missing. */
    @Override
    public void read(TextTokenization tokenization, Caller caller) {
        read =
                tokenization.read(
                        model,
                        source.prefix(),
                        missing,
                        source.givenUp(),
                        request.priority(),
                        caller);
    }

    @Override
    public List<Encoding> encodings() {
        return read.stream().map(ReadText::encoding).toList();
    }

    @Override
    public void requireAllowedLengths() {
        if (request.truncation() != Truncation.REFUSE) {
            return;
        }
        List<TextLength> lengths = lengths();
        for (int i = 0; i < lengths.size(); i++) {
            if (lengths.get(i).truncated()) {
                throw tooLong(i, lengths.get(i));
            }
        }
    }

    /**
     * Throws if the inputs together have too many tokens for one answer.
     *
     * @throws TooManyTokensException if they have
     */
    void requireTokens(long maxTokens) {
        long tokens = lengths().stream().mapToLong(TextLength::read).sum();
        if (tokens > maxTokens) {
            throw new TooManyTokensException(tokens, maxTokens);
        }
    }

    /** One an input, once what is missing is read. */
    private List<TextLength> lengths() {
        Map<EmbedInput, TextLength> lengths = new HashMap<>();
        embedded.forEach((input, found) -> lengths.put(input, found.length()));
        for (int i = 0; i < read.size(); i++) {
            lengths.put(missing.get(i), read.get(i).length());
        }
        return request.inputs().stream().map(input -> known(lengths, input)).toList();
    }

    private static <T> T known(Map<EmbedInput, T> known, EmbedInput input) {
        return Objects.requireNonNull(known.get(input));
    }

    private TextRefusedException tooLong(int index, TextLength length) {
        return new TextRefusedException(
                index,
                TextRefusedException.Reason.TOO_LONG,
                "text %d has %s%d tokens, model '%s' reads at most %d; shorten it or let it be truncated"
                        .formatted(
                                index,
                                length.whole() ? "" : "more than ",
                                length.found(),
                                model.description().id(),
                                model.description().maxTokens()));
    }

    @Override
    public void ran(float[][] vectors) {
        for (int i = 0; i < vectors.length; i++) {
            EmbeddedText text =
                    new EmbeddedText(Embedding.owning(vectors[i]), read.get(i).length());
            embedded.put(missing.get(i), text);
            if (request.priority() == Priority.QUERY
                    && missing.get(i) instanceof EmbedInput.Text(String content)) {
                cache.put(source, content, text);
            }
        }
    }

    /** The answer, once nothing is missing. */
    EmbedResult result(int dimensions, Times times) {
        List<EmbeddedText> all =
                request.inputs().stream().map(input -> known(embedded, input)).toList();
        List<TextLength> lengths = all.stream().map(EmbeddedText::length).toList();
        return new EmbedResult(
                model.description().id(),
                all.stream().map(text -> shaped(text.embedding(), dimensions)).toList(),
                truncated(lengths),
                lengths.stream().mapToLong(TextLength::read).sum(),
                times.tokenization(),
                times.queued(),
                times.inference());
    }

    /**
     * The answer where each token has a vector.
     *
     * @param vectors of the inputs that were missing, {@code [inputs][tokens * dimension]}
     */
    TokenEmbedResult result(float[][] vectors, Times times) {
        Map<EmbedInput, List<Embedding>> tokens = new HashMap<>();
        for (int i = 0; i < vectors.length; i++) {
            tokens.put(missing.get(i), rows(vectors[i]));
        }
        List<TextLength> lengths = lengths();
        return new TokenEmbedResult(
                model.description().id(),
                request.inputs().stream().map(input -> known(tokens, input)).toList(),
                truncated(lengths),
                lengths.stream().mapToLong(TextLength::read).sum(),
                times.tokenization(),
                times.queued(),
                times.inference());
    }

    private List<Embedding> rows(float[] vectors) {
        int dimension = model.description().dimension();
        return IntStream.range(0, vectors.length / dimension)
                .mapToObj(row -> row * dimension)
                .map(start ->
                        Embedding.owning(Arrays.copyOfRange(vectors, start, start + dimension)))
                .toList();
    }

    private static List<Integer> truncated(List<TextLength> lengths) {
        return IntStream.range(0, lengths.size())
                .filter(i -> lengths.get(i).truncated())
                .boxed()
                .toList();
    }

    private Embedding shaped(Embedding embedding, int dimensions) {
        Boolean asked = request.normalize();
        boolean normalize = asked != null ? asked : model.description().normalized();
        Embedding part = embedding.truncated(dimensions);
        return normalize ? part.normalized() : part;
    }
}
