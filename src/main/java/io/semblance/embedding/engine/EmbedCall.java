package io.semblance.embedding.engine;

import io.semblance.embedding.DimensionsRefusedException;
import io.semblance.embedding.EmbedInput;
import io.semblance.embedding.EmbedRequest;
import io.semblance.embedding.EmbedRequest.Admission;
import io.semblance.embedding.EmbedRequest.Priority;
import io.semblance.embedding.EmbedResult;
import io.semblance.embedding.onnx.Batch;
import io.semblance.embedding.onnx.TextEncoder;
import io.semblance.value.Caller;
import io.semblance.value.Embedding;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/**
 * Embeds the texts of one request, each distinct text once: it takes embeddings from the cache, and
 * tokenises and runs the remaining texts. Immutable.
 *
 * <p>All requests read the cache; only queries add to it. Passages are rarely embedded twice, and
 * would evict the queries.
 */
final class EmbedCall implements EngineCall<EmbedResult> {

    private final EmbedRequest request;
    private final TextEncoder model;
    private final EmbeddingCache cache;
    private final EmbeddingCache.Source source;
    private final int dimensions;
    private final Map<EmbedInput, CachedEmbedding> cached = new HashMap<>();
    private final List<EmbedInput> missing = new ArrayList<>();

    /**
     * Looks up the texts in the cache.
     *
     * @throws DimensionsRefusedException if the model does not have the requested dimensions
     */
    EmbedCall(EmbedRequest request, TextEncoder model, EmbeddingCache cache) {
        this.request = request;
        this.model = model;
        this.cache = cache;
        this.source =
                new EmbeddingCache.Source(
                        model.description().version(),
                        model.description().prompts().text(request.prompt()),
                        request.truncation().side(model.description().truncationSide()));
        this.dimensions = dimensions(request, model);
        for (EmbedInput input : new LinkedHashSet<>(request.inputs())) {
            CachedEmbedding found =
                    input instanceof EmbedInput.Text(String text) ? cache.get(source, text) : null;
            if (found == null) {
                missing.add(input);
            } else {
                cached.put(input, found);
            }
        }
    }

    private static int dimensions(EmbedRequest request, TextEncoder model) {
        int dimension = model.description().dimension();
        Integer requested = request.dimensions();
        if (requested == null) {
            return dimension;
        }
        if (requested < 1 || requested > dimension) {
            throw new DimensionsRefusedException(model.id(), dimension, requested);
        }
        return requested;
    }

    @Override
    public TextEncoder model() {
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

    /** Returns the number of distinct texts that are in the cache. */
    int hits() {
        return cached.size();
    }

    /** Returns the number of distinct inputs that the model has to run. */
    int misses() {
        return missing.size();
    }

    /** Returns the result if all texts are in the cache. */
    EmbedResult cachedAnswer() {
        TokenizedTexts.requireAllowed(() -> lengths(cached), request, model);
        return answer(cached, Times.NONE);
    }

    @Override
    public Tokenized<EmbedResult> tokenize(TextTokenization tokenization, Caller caller) {
        TokenizedTexts texts = TokenizedTexts.of(request, model, missing, tokenization, caller);
        TokenizedTexts.requireAllowed(() -> lengths(texts), request, model);
        return new Tokenized<>() {
            @Override
            public List<Batch.Row> rows() {
                return texts.rows(false);
            }

            @Override
            public EmbedResult answer(float[][] outputs, Times times) {
                Map<EmbedInput, CachedEmbedding> all =
                        texts.byInput(i ->
                                new CachedEmbedding(
                                        Embedding.owning(outputs[i]),
                                        texts.encodings().get(i).length()));
                fillCache(all);
                all.putAll(cached);
                return EmbedCall.this.answer(all, times);
            }
        };
    }

    private List<TextLength> lengths(TokenizedTexts texts) {
        Map<EmbedInput, TextLength> lengths = texts.byInput(i -> texts.encodings().get(i).length());
        cached.forEach((input, found) -> lengths.put(input, found.length()));
        return TokenizedTexts.ordered(request, lengths);
    }

    private void fillCache(Map<EmbedInput, CachedEmbedding> embedded) {
        if (request.priority() == Priority.QUERY) {
            embedded.forEach((input, embedding) -> {
                if (input instanceof EmbedInput.Text(String text)) {
                    cache.put(source, text, embedding);
                }
            });
        }
    }

    private List<TextLength> lengths(Map<EmbedInput, CachedEmbedding> all) {
        return TokenizedTexts.ordered(request, all).stream().map(CachedEmbedding::length).toList();
    }

    private EmbedResult answer(Map<EmbedInput, CachedEmbedding> all, Times times) {
        List<TextLength> lengths = lengths(all);
        return new EmbedResult(
                model.id(),
                TokenizedTexts.ordered(request, all).stream()
                        .map(each -> shaped(each.embedding()))
                        .toList(),
                TokenizedTexts.truncated(lengths),
                lengths.stream().mapToLong(TextLength::read).sum(),
                times.tokenization(),
                times.queued(),
                times.inference());
    }

    private Embedding shaped(Embedding embedding) {
        Boolean requested = request.normalize();
        boolean normalize = requested != null ? requested : model.description().normalized();
        Embedding part = embedding.truncated(dimensions);
        return normalize ? part.normalized() : part;
    }
}
