package io.semblance.embedding;

import io.semblance.embedding.EmbedRequest.Admission;
import io.semblance.embedding.EmbedRequest.Priority;
import io.semblance.embedding.EmbedRequest.Truncation;
import io.semblance.tokenization.Encoding;
import io.semblance.vector.Embedding;

import java.util.ArrayList;
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
    private final Map<String, EmbeddedText> embedded = new HashMap<>();
    private final List<String> missing = new ArrayList<>();
    private final int known;
    private List<ReadText> read = List.of();

    RequestTexts(EmbedRequest request, OnnxModel model, EmbeddingCache cache) {
        this.request = request;
        this.model = model;
        this.cache = cache;
        this.source =
                new EmbeddingCache.Source(
                        model.description().version(), prefix(), request.truncation().givenUp());
        for (String text : new LinkedHashSet<>(request.texts())) {
            EmbeddedText found = cache.get(source, text);
            if (found == null) {
                missing.add(text);
            } else {
                embedded.put(text, found);
            }
        }
        this.known = embedded.size();
    }

    private String prefix() {
        return switch (request.prompt()) {
            case NONE -> "";
            case QUERY -> model.description().queryPrefix();
            case DOCUMENT -> model.description().documentPrefix();
        };
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
    List<String> missing() {
        return missing;
    }

    /** Reads what is missing. */
    @Override
    public void read(TextTokenization tokenization) {
        read =
                tokenization.read(
                        model, source.prefix(), missing, source.givenUp(), request.priority());
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
        Map<String, TextLength> lengths = new HashMap<>();
        embedded.forEach((text, found) -> lengths.put(text, found.length()));
        for (int i = 0; i < read.size(); i++) {
            lengths.put(missing.get(i), read.get(i).length());
        }
        for (int i = 0; i < request.texts().size(); i++) {
            TextLength length = lengths.get(request.texts().get(i));
            if (length != null && length.truncated()) {
                throw tooLong(i, length);
            }
        }
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
            if (request.priority() == Priority.QUERY) {
                cache.put(source, missing.get(i), text);
            }
        }
    }

    /** The answer, once nothing is missing. */
    EmbedResult result(int dimensions, Times times) {
        List<EmbeddedText> all =
                request.texts().stream()
                        .map(text -> Objects.requireNonNull(embedded.get(text)))
                        .toList();
        return new EmbedResult(
                model.description().id(),
                all.stream().map(text -> shaped(text.embedding(), dimensions)).toList(),
                IntStream.range(0, all.size())
                        .filter(i -> all.get(i).length().truncated())
                        .boxed()
                        .toList(),
                all.stream().mapToLong(text -> text.length().read()).sum(),
                times.tokenization(),
                times.queued(),
                times.inference());
    }

    private Embedding shaped(Embedding embedding, int dimensions) {
        Boolean asked = request.normalize();
        boolean normalize = asked != null ? asked : model.description().normalized();
        Embedding part = embedding.truncated(dimensions);
        return normalize ? part.normalized() : part;
    }
}
