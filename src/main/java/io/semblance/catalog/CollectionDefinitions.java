package io.semblance.catalog;

import io.semblance.embedding.EmbeddingEngine;
import io.semblance.embedding.EmbeddingException;
import io.semblance.embedding.ModelDescription;
import io.semblance.embedding.TokenCounter;
import io.semblance.embedding.UnknownModelException;
import io.semblance.store.DocumentStore;
import io.semblance.store.Language;
import io.semblance.store.Storage;
import io.semblance.vector.Similarity;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Turns settings into a definition: fills in defaults, checks every bound. */
final class CollectionDefinitions {

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9_-]{0,62}");
    private static final int DEFAULT_MAX_TOKENS = 256;
    private static final int DEFAULT_OVERLAP = 32;
    private static final int DEFAULT_M = 16;
    private static final int DEFAULT_EF_CONSTRUCTION = 200;

    /** Tokens of its own that a chunk must have room for. */
    private static final int MIN_ROOM = 16;

    private final EmbeddingEngine engine;
    private final DocumentStore store;
    private final Random random;

    CollectionDefinitions(EmbeddingEngine engine, DocumentStore store, Random random) {
        this.engine = engine;
        this.store = store;
        this.random = random;
    }

    /**
     * A new collection of this name.
     *
     * @throws InvalidCollectionException if a setting cannot be
     */
    Collection define(String name, CollectionSettings settings) {
        requireName(name);
        String id = or(settings.model(), engine.defaultModel());
        ModelDescription model = describe(id);
        int maxTokens = maxTokens(settings, engine.tokenCounter(id));
        int m = between("index.m", or(settings.m(), DEFAULT_M), 2, 100);
        return new Collection(
                name,
                indexName(name),
                id,
                model.version(),
                model.dimension(),
                choice(
                        "metric",
                        settings.metric(),
                        Similarity.COSINE,
                        Similarity.values(),
                        Similarity::id),
                choice(
                        "language",
                        settings.language(),
                        Language.ENGLISH,
                        Language.values(),
                        Language::id),
                maxTokens,
                between(
                        "chunking.overlap",
                        or(settings.overlap(), Math.min(DEFAULT_OVERLAP, maxTokens / 8)),
                        0,
                        maxTokens / 2),
                store.storageFor(
                        choice(
                                "index.storage",
                                settings.storage(),
                                Storage.HALFVEC,
                                Storage.values(),
                                Storage::id)),
                m,
                between(
                        "index.efConstruction",
                        or(settings.efConstruction(), Math.max(DEFAULT_EF_CONSTRUCTION, 2 * m)),
                        2 * m,
                        1_000),
                Instant.now().truncatedTo(ChronoUnit.MICROS));
    }

    /**
     * Checks a name.
     *
     * @throws InvalidCollectionException if no collection can have it
     */
    static void requireName(String name) {
        if (!NAME.matcher(name).matches()) {
            String shown = name.length() > 80 ? name.substring(0, 80) + "…" : name;
            throw new InvalidCollectionException(
                    "collection",
                    "a collection's name has 1 to 63 of a-z, 0-9, _ and -, and begins with a letter or digit, got: '%s'"
                            .formatted(shown));
        }
    }

    private ModelDescription describe(String model) {
        try {
            return engine.describe(model);
        } catch (UnknownModelException e) {
            throw new InvalidCollectionException("model", String.valueOf(e.getMessage()));
        }
    }

    private static int maxTokens(CollectionSettings settings, TokenCounter counter) {
        int least = counter.overhead() + MIN_ROOM;
        int asked = or(settings.maxTokens(), Math.min(DEFAULT_MAX_TOKENS, counter.maxTokens()));
        return between("chunking.maxTokens", asked, least, counter.maxTokens());
    }

    /** Fit for a folder and a table; the random part makes it one that never was. */
    private String indexName(String name) {
        String readable = name.replace('-', '_');
        byte[] unique = new byte[6];
        random.nextBytes(unique);
        return "c_%s_%s"
                .formatted(
                        readable.substring(0, Math.min(30, readable.length())),
                        HexFormat.of().formatHex(unique));
    }

    private static <E> E choice(
            String field, @Nullable String asked, E fallback, E[] values, Function<E, String> id) {
        if (asked == null) {
            return fallback;
        }
        return Arrays.stream(values)
                .filter(value -> id.apply(value).equals(asked))
                .findFirst()
                .orElseThrow(() ->
                        new InvalidCollectionException(
                                field,
                                "%s must be one of %s, got: '%s'"
                                        .formatted(
                                                field,
                                                String.join(
                                                        ", ",
                                                        Arrays.stream(values).map(id).toList()),
                                                asked)));
    }

    private static int between(String field, int value, int least, int most) {
        if (value < least || value > most) {
            throw new InvalidCollectionException(
                    field,
                    "%s must be between %d and %d here, got: %d"
                            .formatted(field, least, most, value));
        }
        return value;
    }

    private static <T> T or(@Nullable T asked, T fallback) {
        return asked != null ? asked : fallback;
    }

    /**
     * Checks that the model of a collection is the one that it was made with.
     *
     * @throws CollectionFailedException if it is another; it names both
     */
    void requireModel(Collection collection) {
        ModelDescription model;
        try {
            model = engine.describe(collection.model());
        } catch (EmbeddingException e) {
            throw new CollectionFailedException(
                    collection.name(), String.valueOf(e.getMessage()), e);
        }
        if (model.dimension() != collection.dimension()
                || !model.version().equals(collection.modelVersion())) {
            throw new CollectionFailedException(
                    collection.name(),
                    "it was made with model '%s' version %s of %d dimensions, and the configured one is version %s of %d"
                            .formatted(
                                    collection.model(),
                                    collection.modelVersion(),
                                    collection.dimension(),
                                    model.version(),
                                    model.dimension()),
                    null);
        }
    }
}
