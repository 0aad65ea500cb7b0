package io.semblance.store.pgvector;

import io.semblance.store.Document;
import io.semblance.store.DocumentIndex;

import org.postgresql.PGConnection;

import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.io.StringReader;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The rows per second of a bulk upsert of ready vectors, compared with the common way to write
 * vectors: COPY in text format, directly into one table.
 */
final class BulkBenchmark {

    private static final int BATCH = 2_000;

    private final EmbeddedCorpus corpus;
    private final BenchmarkDatabase database;

    BulkBenchmark(EmbeddedCorpus corpus, BenchmarkDatabase database) {
        this.corpus = corpus;
        this.database = database;
    }

    /** Runs the benchmark; the corpus remains in the index. */
    void run(DocumentIndex index, int writers) throws Exception {
        double text = copyText(writers);
        double upsert = rowsPerSecond(writers, index::upsert);
        System.out.printf(
                "%d writers: bulk upsert of ready vectors, without the graph, %,.0f rows/s"
                        + " (target 20,000); COPY in text format of the same rows and columns"
                        + " %,.0f; ratio %.2f%n",
                writers, upsert, text, upsert / text);
    }

    private interface BatchWriter {
        void write(List<Document> documents) throws Exception;
    }

    private double rowsPerSecond(int writers, BatchWriter writer) throws Exception {
        AtomicInteger next = new AtomicInteger();
        Callable<Boolean> work =
                () -> {
                    int from = next.getAndAdd(BATCH);
                    while (from < EmbeddedCorpus.DOCUMENTS) {
                        writer.write(corpus.documents(from, BATCH));
                        from = next.getAndAdd(BATCH);
                    }
                    return true;
                };
        long startNanos = System.nanoTime();
        try (var threads = Executors.newFixedThreadPool(writers)) {
            List<Callable<Boolean>> all = new ArrayList<>();
            for (int i = 0; i < writers; i++) {
                all.add(work);
            }
            for (var done : threads.invokeAll(all)) {
                done.get();
            }
        }
        return EmbeddedCorpus.DOCUMENTS * 1e9 / (System.nanoTime() - startNanos);
    }

    private double copyText(int writers) throws Exception {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(
                    """
                    CREATE TABLE benchmark.by_text (doc_id text PRIMARY KEY, title text, body text,
                        metadata jsonb, content_hash text, words tsvector
                            GENERATED ALWAYS AS (to_tsvector('pg_catalog.english', title || E'\\n' || body)) STORED,
                        embedding halfvec(384))\
                    """);
            double rate = rowsPerSecond(writers, this::copyText);
            statement.execute("DROP TABLE benchmark.by_text");
            return rate;
        }
    }

    private void copyText(List<Document> documents) throws SQLException, IOException {
        StringBuilder rows = new StringBuilder();
        for (Document document : documents) {
            rows.append(document.id()).append('\t');
            rows.append(escaped(String.valueOf(document.title()))).append('\t');
            rows.append(escaped(document.text())).append('\t');
            rows.append(JsonMapper.shared().writeValueAsString(document.metadata())).append('\t');
            rows.append(document.contentHash()).append('\t');
            float[] vector = document.chunks().getFirst().embedding().toArray();
            rows.append(Arrays.toString(vector).replace(" ", "")).append('\n');
        }
        try (Connection connection = database.connect()) {
            connection
                    .unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyIn(
                            "COPY benchmark.by_text (doc_id, title, body, metadata, content_hash,"
                                    + " embedding) FROM STDIN",
                            new StringReader(rows.toString()));
        }
    }

    private static String escaped(String text) {
        return text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n");
    }
}
