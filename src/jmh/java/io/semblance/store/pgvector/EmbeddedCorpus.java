package io.semblance.store.pgvector;

import io.semblance.Corpus;
import io.semblance.embedding.EmbedRequest;
import io.semblance.embedding.EmbeddingEngine;
import io.semblance.store.Chunk;
import io.semblance.store.Document;
import io.semblance.value.Embedding;

import org.jspecify.annotations.Nullable;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Texts to store and texts to search by, with their vectors: title and text of the former, and only
 * the title of the latter, as a query. The vectors are computed once and stored in a file.
 */
final class EmbeddedCorpus {

    static final int DOCUMENTS = 100_000;
    static final int QUERIES = 200;

    private static final int DIMENSION = 384;
    private static final int EMBEDDED_AT_ONCE = 256;
    private static final Path VECTORS = Path.of("target/benchmark/vectors.bin");

    private final List<Corpus.Entry> texts;
    private final float[][] vectors;

    private EmbeddedCorpus(List<Corpus.Entry> texts, float[][] vectors) {
        this.texts = texts;
        this.vectors = vectors;
    }

    /** The first texts of a corpus, as many as the benchmark needs. */
    static List<Corpus.Entry> texts(Path corpus) throws IOException {
        return Corpus.read(corpus, DOCUMENTS + QUERIES);
    }

    static EmbeddedCorpus of(List<Corpus.Entry> texts, EmbeddingEngine engine) throws IOException {
        if (!Files.exists(VECTORS)) {
            embed(texts, engine);
        }
        float[][] vectors = new float[DOCUMENTS + QUERIES][DIMENSION];
        try (var in = new DataInputStream(new BufferedInputStream(Files.newInputStream(VECTORS)))) {
            for (float[] vector : vectors) {
                for (int i = 0; i < DIMENSION; i++) {
                    vector[i] = in.readFloat();
                }
            }
        }
        return new EmbeddedCorpus(texts, vectors);
    }

    private static void embed(List<Corpus.Entry> texts, EmbeddingEngine engine) throws IOException {
        Files.createDirectories(VECTORS.getParent());
        Path unfinished = VECTORS.resolveSibling("vectors.tmp");
        String model = engine.defaultModel();
        try (var out =
                new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(unfinished)))) {
            for (int from = 0; from < DOCUMENTS; from += EMBEDDED_AT_ONCE) {
                List<String> passages =
                        texts.subList(from, Math.min(DOCUMENTS, from + EMBEDDED_AT_ONCE)).stream()
                                .map(text -> text.title() + "\n" + text.text())
                                .toList();
                write(out, engine.embed(EmbedRequest.passages(model, passages)).embeddings());
            }
            for (Corpus.Entry text : texts.subList(DOCUMENTS, DOCUMENTS + QUERIES)) {
                write(out, engine.embed(EmbedRequest.query(model, text.title())).embeddings());
            }
        }
        Files.move(unfinished, VECTORS);
    }

    private static void write(DataOutputStream out, List<Embedding> embeddings) throws IOException {
        for (Embedding embedding : embeddings) {
            for (float component : embedding.toArray()) {
                out.writeFloat(component);
            }
        }
    }

    /** At most {@code most} documents of one chunk each, starting with number {@code from}. */
    // NullAway does not read @Nullable inside a record's component types from class files.
    @SuppressWarnings("NullAway")
    List<Document> documents(int from, int most) {
        List<Document> documents = new ArrayList<>(most);
        for (int i = from; i < Math.min(DOCUMENTS, from + most); i++) {
            Corpus.Entry text = texts.get(i);
            documents.add(
                    new Document(
                            "d" + i,
                            text.title(),
                            text.text(),
                            metadata(i),
                            "hash" + i,
                            List.of(new Chunk(0, text.text().length(), Embedding.of(vectors[i])))));
        }
        return documents;
    }

    /** Metadata for filters that keep a known share of the documents. */
    private static Map<String, @Nullable Object> metadata(int i) {
        Map<String, @Nullable Object> metadata = new HashMap<>();
        metadata.put("half", i % 2);
        metadata.put("hundredth", i % 100);
        metadata.put("thousandth", i % 1_000);
        return metadata;
    }

    /** Vectors of titles whose texts are not stored: they are at the edge of the stored vectors. */
    float[][] titles() {
        return Arrays.copyOfRange(vectors, DOCUMENTS, DOCUMENTS + QUERIES);
    }

    /** The same number of points, each between two stored vectors and closer to one of them. */
    float[][] between() {
        Random random = new Random(1);
        float[][] points = new float[QUERIES][DIMENSION];
        for (float[] point : points) {
            float[] near = vectors[random.nextInt(DOCUMENTS)];
            float[] far = vectors[random.nextInt(DOCUMENTS)];
            for (int i = 0; i < DIMENSION; i++) {
                point[i] = 0.75f * near[i] + 0.25f * far[i];
            }
        }
        return points;
    }
}
