package io.semblance.catalog;

import static java.util.Objects.requireNonNullElse;

import io.semblance.embedding.EmbeddingEngine;
import io.semblance.embedding.EmbeddingException;
import io.semblance.embedding.ModelDescription;
import io.semblance.embedding.ModelLoadException;
import io.semblance.embedding.TokenCounter;
import io.semblance.embedding.UnknownModelException;
import io.semblance.store.DocumentStore;
import io.semblance.store.Language;
import io.semblance.store.Storage;
import io.semblance.value.Similarity;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Creates definitions from settings: fills in defaults and checks every bound. */
final class CollectionDefinitionFactory {

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9_-]{0,62}");
    private static final int DEFAULT_MAX_TOKENS = 256;
    private static final int DEFAULT_OVERLAP = 32;
    private static final int DEFAULT_M = 16;
    private static final int DEFAULT_EF_CONSTRUCTION = 200;

    /**
     * The least number of tokens that a chunk must have in addition to special tokens and prompt.
     */
    private static final int MIN_ROOM = 16;

    private final EmbeddingEngine engine;
    private final DocumentStore store;
    private final Random random;

    CollectionDefinitionFactory(EmbeddingEngine engine, DocumentStore store, Random random) {
        this.engine = engine;
        this.store = store;
        this.random = random;
    }

    /**
     * Creates the definition of a new collection.
     *
     * @throws InvalidCollectionException if the name or a setting is not valid
     */
    CollectionDefinition define(String name, CollectionSettings settings) {
        requireName(name);
        String id = settings.model() == null ? engine.defaultModel() : id(settings.model());
        ModelDescription model = engine.describe(id);
        int maxTokens = maxTokens(settings, engine.tokenCounter(id));
        int m = between("index.m", requireNonNullElse(settings.m(), DEFAULT_M), 2, 100);
        return new CollectionDefinition(
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
                        requireNonNullElse(
                                settings.overlap(), Math.min(DEFAULT_OVERLAP, maxTokens / 8)),
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
                        requireNonNullElse(
                                settings.efConstruction(),
                                Math.max(DEFAULT_EF_CONSTRUCTION, 2 * m)),
                        2 * m,
                        1_000),
                Instant.now().truncatedTo(ChronoUnit.MICROS));
    }

    /**
     * Checks a collection name.
     *
     * @throws InvalidCollectionException if the name is not valid
     */
    static void requireName(String name) {
        if (!NAME.matcher(name).matches()) {
            String shown = name.length() > 80 ? name.substring(0, 80) + "…" : name;
            throw new InvalidCollectionException(
                    "collection",
                    "a collection name must have 1 to 63 characters of a-z, 0-9, _ and -, and begin with a letter or digit, got: '%s'"
                            .formatted(shown));
        }
    }

    private String id(String model) {
        try {
            return engine.modelId(model);
        } catch (UnknownModelException e) {
            throw new InvalidCollectionException("model", String.valueOf(e.getMessage()));
        }
    }

    private static int maxTokens(CollectionSettings settings, TokenCounter counter) {
        int least = counter.overhead() + MIN_ROOM;
        int asked =
                requireNonNullElse(
                        settings.maxTokens(), Math.min(DEFAULT_MAX_TOKENS, counter.maxTokens()));
        return between("chunking.maxTokens", asked, least, counter.maxTokens());
    }

    /** A name for a folder or table; the random part makes it unique over time. */
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
                    "%s must be between %d and %d, got: %d".formatted(field, least, most, value));
        }
        return value;
    }

    /**
     * Checks that the model of a collection is the one it was created with.
     *
     * @throws CollectionFailedException if version or dimension differ; it names both
     */
    void requireModel(CollectionDefinition collection) {
        ModelDescription model;
        try {
            model = engine.describe(collection.model());
        } catch (ModelLoadException e) {
            // The log has the details.
            throw new CollectionFailedException(collection.name(), e.clientMessage(), e);
        } catch (EmbeddingException e) {
            throw new CollectionFailedException(
                    collection.name(), String.valueOf(e.getMessage()), e);
        }
        if (model.dimension() != collection.dimension()
                || !model.version().equals(collection.modelVersion())) {
            throw new CollectionFailedException(
                    collection.name(),
                    "it was created with model '%s' version %s and dimension %d, but the configured model has version %s and dimension %d"
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
