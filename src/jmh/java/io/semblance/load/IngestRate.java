package io.semblance.load;

import io.semblance.Corpus;
import io.semblance.Semblance;
import io.semblance.embedding.EmbedRequest;
import io.semblance.embedding.EmbeddingEngine;
import io.semblance.embedding.TokenCounter;
import io.semblance.ingest.DocumentDraft;
import io.semblance.ingest.DocumentOutcome;
import io.semblance.ingest.DocumentWriter;
import io.semblance.postgres.PostgresServer;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * Compares the ingest of documents with the embedding of the same passages alone, on both stores:
 * documents per second in alternating rounds, and their ratio. Then writes the same documents again
 * unchanged, and writes long documents again with one changed sentence each.
 *
 * <pre>
 * mvn -q -Pbenchmark test-compile exec:exec@benchmark -Dbenchmark=io.semblance.load.IngestRate \
 *     -Dbenchmark.arguments="corpus=corpus.jsonl"
 * </pre>
 *
 * <p>More arguments: {@code documents=512} of one chunk each per round, {@code rounds=3}, {@code
 * writers=2}, {@code batch=64} documents in a write, {@code long=20} long documents, {@code
 * stores=lucene,pgvector}. PostgreSQL is that of the tests.
 */
public final class IngestRate {

    private static final Path FOLDER = Path.of("target/benchmark").toAbsolutePath();

    /** Texts of the corpus that are joined to one long document. */
    private static final int JOINED = 30;

    private final Arguments arguments;
    private final List<Corpus.Entry> corpus;
    private final int writers;
    private final int batch;

    private IngestRate(Arguments arguments) throws IOException {
        this.arguments = arguments;
        this.corpus = Corpus.read(arguments.path("corpus"), Integer.MAX_VALUE);
        this.writers = arguments.number("writers", 2);
        this.batch = arguments.number("batch", 64);
    }

    /** Runs the benchmark. */
    public static void main(String[] arguments) throws Exception {
        Arguments given =
                new Arguments(
                        arguments,
                        "corpus",
                        "documents",
                        "rounds",
                        "writers",
                        "batch",
                        "long",
                        "stores");
        IngestRate benchmark = new IngestRate(given);
        for (String store : given.list("stores", "lucene,pgvector")) {
            benchmark.run(store);
        }
    }

    private void run(String store) throws Exception {
        try (ConfigurableApplicationContext service = start(store)) {
            EmbeddingEngine engine = service.getBean(EmbeddingEngine.class);
            DocumentWriter writer = service.getBean(DocumentWriter.class);
            int rounds = arguments.number("rounds", 3);
            int documents = arguments.number("documents", 512);
            List<DocumentDraft> drafts = drafts(engine, (rounds + 1) * documents);
            double[] ratios = new double[rounds];
            double[] again = new double[rounds];
            for (int i = -1; i < rounds; i++) {
                List<DocumentDraft> part = drafts.subList((i + 1) * documents, (i + 2) * documents);
                double embedding = perSecond(part, each -> embed(engine, each));
                double ingest = perSecond(part, each -> write(writer, each));
                double second = perSecond(part, each -> write(writer, each));
                if (i >= 0) {
                    ratios[i] = ingest / embedding;
                    again[i] = second / ingest;
                    System.out.printf(
                            "%s: embedding alone %.1f, ingest %.1f, unchanged %.0f documents/s%n",
                            store, embedding, ingest, second);
                }
            }
            System.out.printf(
                    "%s: ingest over embedding alone %s, target 0.9%n",
                    store, Rounds.of(ratios).by("%.3f"));
            System.out.printf(
                    "%s: second import over the first %s, target 20%n",
                    store, Rounds.of(again).by("%.0f"));
            changeSentences(store, writer);
        }
    }

    private static ConfigurableApplicationContext start(String store) {
        List<String> settings =
                new ArrayList<>(
                        List.of(
                                "--server.port=0",
                                "--semblance.data-dir="
                                        + FOLDER.resolve("ingest-" + System.nanoTime()),
                                "--semblance.embedding.cache-size=0",
                                "--semblance.store=" + store));
        if (store.equals("pgvector")) {
            PostgresServer server = PostgresServer.shared();
            settings.add("--spring.datasource.url=" + server.urlOfNewSchema());
            settings.add("--spring.datasource.username=" + server.username());
            settings.add("--spring.datasource.password=" + server.password());
        }
        return new SpringApplicationBuilder(Semblance.class).run(settings.toArray(String[]::new));
    }

    /** Documents of one chunk each: then both measurements have the same passages. */
    private List<DocumentDraft> drafts(EmbeddingEngine engine, int number) {
        TokenCounter counter = engine.tokenCounter(engine.defaultModel());
        List<DocumentDraft> drafts = new ArrayList<>();
        for (int i = 0; drafts.size() < number; i++) {
            Corpus.Entry entry = corpus.get(i % corpus.size());
            // 256 tokens are the default of a collection; the number makes every text unique.
            String text = entry.text().strip() + " " + i;
            if (counter.count(List.of(passage(entry.title(), text)))[0] < 240) {
                drafts.add(new DocumentDraft("d" + i, entry.title(), text, null, null));
            }
            if (i == 100 * corpus.size()) {
                throw new IllegalStateException("the corpus has no texts of one chunk");
            }
        }
        return drafts;
    }

    private static String passage(@Nullable String title, @Nullable String text) {
        return title + "\n" + text;
    }

    private interface Work {
        void on(List<DocumentDraft> drafts);
    }

    private double perSecond(List<DocumentDraft> drafts, Work work) throws Exception {
        AtomicInteger next = new AtomicInteger();
        Callable<Boolean> task =
                () -> {
                    int from = next.getAndAdd(batch);
                    while (from < drafts.size()) {
                        work.on(drafts.subList(from, Math.min(drafts.size(), from + batch)));
                        from = next.getAndAdd(batch);
                    }
                    return true;
                };
        long start = System.nanoTime();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Boolean>> tasks =
                    IntStream.range(0, writers).mapToObj(_ -> task).toList();
            for (Future<Boolean> done : threads.invokeAll(tasks)) {
                done.get();
            }
        }
        return drafts.size() * 1e9 / (System.nanoTime() - start);
    }

    private static void embed(EmbeddingEngine engine, List<DocumentDraft> drafts) {
        List<String> passages =
                drafts.stream().map(draft -> passage(draft.title(), draft.text())).toList();
        var _ = engine.embed(EmbedRequest.passages(engine.defaultModel(), passages));
    }

    private static List<DocumentOutcome> write(DocumentWriter writer, List<DocumentDraft> drafts) {
        List<DocumentOutcome> outcomes = writer.write("benchmark", drafts);
        for (DocumentOutcome outcome : outcomes) {
            if (outcome.failure() != null) {
                throw outcome.failure();
            }
        }
        return outcomes;
    }

    /** Replaces, inserts or removes a sentence of each long document, and writes them again. */
    private void changeSentences(String store, DocumentWriter writer) {
        Random random = new Random(5);
        List<DocumentDraft> before = new ArrayList<>();
        List<DocumentDraft> after = new ArrayList<>();
        for (int i = 0; i < arguments.number("long", 20); i++) {
            List<String> sentences = new ArrayList<>();
            for (int text = 0; text < JOINED; text++) {
                String joined = corpus.get(random.nextInt(corpus.size())).text().strip();
                sentences.addAll(List.of(joined.split("(?<=[.] )", -1)));
                sentences.add(" ");
            }
            before.add(new DocumentDraft("l" + i, "Title", String.join("", sentences), null, null));
            int place = random.nextInt(sentences.size());
            switch (i % 3) {
                case 0 -> sentences.set(place, "Another sentence is here now. ");
                case 1 -> sentences.add(place, "One more sentence is here now. ");
                default -> sentences.remove(place);
            }
            after.add(new DocumentDraft("l" + i, "Title", String.join("", sentences), null, null));
        }
        write(writer, before);
        List<DocumentOutcome> outcomes = write(writer, after);
        int embedded = outcomes.stream().mapToInt(DocumentOutcome::embedded).sum();
        int chunks = outcomes.stream().mapToInt(DocumentOutcome::chunks).sum();
        System.out.printf(
                "%s: one changed sentence in each of %d documents of %.1f chunks: %.1f %% of the"
                        + " chunks embedded, target 15 %%%n",
                store, after.size(), (double) chunks / after.size(), 100.0 * embedded / chunks);
    }
}
