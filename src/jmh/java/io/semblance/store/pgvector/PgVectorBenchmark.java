package io.semblance.store.pgvector;

import io.semblance.Corpus;
import io.semblance.Semblance;
import io.semblance.catalog.CollectionCatalog;
import io.semblance.embedding.EmbeddingEngine;
import io.semblance.store.DocumentIndex;

import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ApplicationContext;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * The store on PostgreSQL with 100,000 rows of real text: the rows per second of a bulk upsert of
 * ready vectors, compared with COPY in text format of the same rows; recall@10 of the default index
 * against exact search, without a filter and with filters that keep 50 %, 1 % and 0.1 %; queries
 * per second of raw-vector {@code /search} over HTTP, compared with pgbench with the same SQL.
 *
 * <pre>
 * export $(TEST_PG_DURABLE=1 TEST_PG_CONF=db/postgresql.conf db/test-postgres up /tmp/benchmark-pg)
 * mvn -q -Pbenchmark test-compile exec:exec@benchmark -Dbenchmark=io.semblance.store.pgvector.PgVectorBenchmark \
 *     -Dbenchmark.arguments="corpus.jsonl.gz $(command -v pgbench)"
 * </pre>
 *
 * <p>The corpus has one JSON object per line, with {@code title} and {@code text}. Its vectors are
 * computed once and stored in {@code target/benchmark}. With {@code throughput} as a third
 * argument, only the throughput is measured, with the rows that an earlier run stored.
 */
public final class PgVectorBenchmark {

    private static final String COLLECTION = "glosses";

    private final BenchmarkDatabase database = BenchmarkDatabase.ofEnvironment();
    private final List<Corpus.Entry> texts;
    private final Path pgbench;

    private PgVectorBenchmark(Path corpus, Path pgbench) throws IOException {
        this.texts = EmbeddedCorpus.texts(corpus);
        this.pgbench = pgbench;
    }

    /** Runs the benchmark. */
    public static void main(String[] arguments) throws Exception {
        boolean stored = arguments.length > 2 && arguments[2].equals("throughput");
        new PgVectorBenchmark(Path.of(arguments[0]), Path.of(arguments[1])).run(stored);
    }

    private void run(boolean stored) throws Exception {
        if (!stored) {
            database.emptySchema();
        }
        try (var service =
                new SpringApplicationBuilder(Semblance.class)
                        .run(
                                "--server.port=0",
                                "--semblance.data-dir=target/test-data",
                                "--semblance.store=pgvector",
                                "--spring.datasource.url=" + database.urlOfSchema(),
                                "--spring.datasource.username=" + database.user(),
                                "--spring.datasource.password=" + database.password())) {
            var corpus = EmbeddedCorpus.of(texts, service.getBean(EmbeddingEngine.class));
            var catalog = service.getBean(CollectionCatalog.class);
            if (!stored) {
                var bulk = new BulkBenchmark(corpus, database);
                bulk.run(catalog.getOrCreate("two").index(), 2);
                catalog.drop("two");
                bulk.run(catalog.getOrCreate(COLLECTION).index(), 1);
            }
            DocumentIndex index = catalog.get(COLLECTION).index();
            waitFor(index);
            if (!stored) {
                RecallBenchmark.run(index, corpus);
            }
            throughput(service, index, corpus.titles());
        }
    }

    private static void waitFor(DocumentIndex index) throws InterruptedException {
        long startNanos = System.nanoTime();
        while (!index.status().state().equals("ready")) {
            Thread.sleep(500);
        }
        System.out.printf("indexes built in %.0f s%n", (System.nanoTime() - startNanos) / 1e9);
    }

    private void throughput(ApplicationContext service, DocumentIndex index, float[][] queries)
            throws Exception {
        var server = ((ServletWebServerApplicationContext) service).getWebServer();
        new ThroughputBenchmark(
                        Objects.requireNonNull(server).getPort(),
                        COLLECTION,
                        queries,
                        Pgbench.of(
                                pgbench,
                                database,
                                service.getBean(PgVectorProperties.class),
                                index.definition(),
                                queries))
                .run();
    }
}
