package io.semblance.store.pgvector;

import io.semblance.Corpus;
import io.semblance.Semblance;
import io.semblance.catalog.CollectionCatalog;
import io.semblance.embedding.EmbedRequest;
import io.semblance.embedding.EmbeddingEngine;
import io.semblance.load.HttpConnection;
import io.semblance.load.HttpRequest;
import io.semblance.store.Chunk;
import io.semblance.store.Document;
import io.semblance.store.DocumentIndex;
import io.semblance.store.Hit;
import io.semblance.store.Retrieval;
import io.semblance.store.SearchPlan;
import io.semblance.store.SearchRequest;
import io.semblance.store.SearchRequest.Grouping;
import io.semblance.store.filter.FilterParser;
import io.semblance.vector.Embedding;

import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;

import tools.jackson.databind.json.JsonMapper;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The store on PostgreSQL with 100,000 rows of real text: how many rows a second a bulk upsert of
 * ready vectors writes, beside COPY in text format of the same rows; recall@10 of the default index
 * against exact search, without a filter and with filters that keep 50 %, 1 % and 0.1 %; queries a
 * second of raw-vector {@code /search} over HTTP, beside pgbench with the same SQL.
 *
 * <pre>
 * export $(TEST_PG_DURABLE=1 TEST_PG_CONF=db/postgresql.conf db/test-postgres up /tmp/benchmark-pg)
 * mvn -q -Pbenchmark test-compile exec:exec@benchmark -Dbenchmark=io.semblance.store.pgvector.PgVectorBenchmark \
 *     -Dbenchmark.arguments="corpus.jsonl.gz $(command -v pgbench)"
 * </pre>
 *
 * <p>The corpus has a JSON object a line, with {@code title} and {@code text}. Its vectors are made
 * once and kept in {@code target/benchmark}. With {@code loaded} as a third argument what an
 * earlier run has stored is searched again.
 */
public final class PgVectorBenchmark {

    private static final int DOCUMENTS = 100_000;
    private static final int QUERIES = 200;
    private static final int DIMENSION = 384;
    private static final int BATCH = 2_000;
    private static final int CLIENTS = 8;
    private static final int SECONDS = 15;

    /** Until the JIT compilers have done with the path of a search. */
    private static final int WARM_UP_SECONDS = 75;

    private static final int ROUNDS = 3;
    private static final Path VECTORS = Path.of("target/benchmark/vectors.bin");
    private static final Pattern PARAMETER = Pattern.compile("\\?(?!\\?)");

    private final String url;
    private final String user;
    private final String password;
    private final Path pgbench;
    private final List<Corpus.Entry> texts;

    private PgVectorBenchmark(Path corpus, Path pgbench) throws IOException {
        this.url = environment("SEMBLANCE_TEST_POSTGRES_URL");
        this.user = environment("SEMBLANCE_TEST_POSTGRES_USER");
        this.password =
                Objects.requireNonNullElse(System.getenv("SEMBLANCE_TEST_POSTGRES_PASSWORD"), "");
        this.pgbench = pgbench;
        this.texts = Corpus.read(corpus, DOCUMENTS + QUERIES);
    }

    private static String environment(String name) {
        return Objects.requireNonNull(System.getenv(name), name + " is not set");
    }

    /** Runs it. */
    public static void main(String[] arguments) throws Exception {
        boolean stored = arguments.length > 2 && arguments[2].equals("throughput");
        new PgVectorBenchmark(Path.of(arguments[0]), Path.of(arguments[1])).run(stored);
    }

    private void run(boolean stored) throws Exception {
        if (!stored) {
            emptySchema();
        }
        char separator = url.contains("?") ? '&' : '?';
        try (var context =
                new SpringApplicationBuilder(Semblance.class)
                        .run(
                                "--server.port=0",
                                "--semblance.data-dir=target/test-data",
                                "--semblance.store=pgvector",
                                "--spring.datasource.url="
                                        + url
                                        + separator
                                        + "currentSchema=benchmark,public",
                                "--spring.datasource.username=" + user,
                                "--spring.datasource.password=" + password)) {
            float[][] vectors = vectors(context.getBean(EmbeddingEngine.class));
            var catalog = context.getBean(CollectionCatalog.class);
            if (!stored) {
                load(catalog.getOrCreate("two").index(), vectors, 2);
                catalog.drop("two");
                load(catalog.getOrCreate("glosses").index(), vectors, 1);
            }
            var collection = catalog.get("glosses");
            waitForIndex(collection.index());
            if (!stored) {
                recall(collection.index(), vectors);
            }
            int port =
                    Objects.requireNonNull(
                                    ((ServletWebServerApplicationContext) context).getWebServer())
                            .getPort();
            var properties = context.getBean(PgVectorProperties.class);
            throughput(collection.index(), vectors, port, properties);
        }
    }

    private void emptySchema() throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute("DROP SCHEMA IF EXISTS benchmark CASCADE");
            statement.execute("CREATE EXTENSION IF NOT EXISTS vector SCHEMA public");
            statement.execute("CREATE SCHEMA benchmark");
        }
    }

    /** Vectors of the documents' titles and texts, then of the titles that are queries. */
    private float[][] vectors(EmbeddingEngine engine) throws IOException {
        if (!Files.exists(VECTORS)) {
            embed(engine);
        }
        float[][] vectors = new float[DOCUMENTS + QUERIES][DIMENSION];
        try (var in = new DataInputStream(new BufferedInputStream(Files.newInputStream(VECTORS)))) {
            for (float[] vector : vectors) {
                for (int i = 0; i < DIMENSION; i++) {
                    vector[i] = in.readFloat();
                }
            }
        }
        return vectors;
    }

    private void embed(EmbeddingEngine engine) throws IOException {
        Files.createDirectories(VECTORS.getParent());
        Path unfinished = VECTORS.resolveSibling("vectors.tmp");
        String model = engine.defaultModel();
        try (var out =
                new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(unfinished)))) {
            for (int from = 0; from < DOCUMENTS; from += 256) {
                List<String> passages =
                        texts.subList(from, Math.min(DOCUMENTS, from + 256)).stream()
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

    // Bulk upsert

    private void load(DocumentIndex index, float[][] vectors, int writers) throws Exception {
        double text = copyText(vectors, writers);
        double upsert = rowsASecond(writers, from -> index.upsert(documents(vectors, from)));
        System.out.printf(
                "%d writers: bulk upsert of ready vectors, without the graph, %,.0f rows/s"
                        + " (target 20,000); COPY in text format of the same rows and columns"
                        + " %,.0f; ratio %.2f%n",
                writers, upsert, text, upsert / text);
    }

    /** Writes a batch that begins at this row. */
    private interface BatchWriter {
        void write(int from) throws Exception;
    }

    private static double rowsASecond(int writers, BatchWriter writer) throws Exception {
        AtomicInteger next = new AtomicInteger();
        long startNanos = System.nanoTime();
        try (var threads = Executors.newFixedThreadPool(writers)) {
            List<Callable<Boolean>> work = new ArrayList<>();
            for (int i = 0; i < writers; i++) {
                work.add(() -> {
                    for (int from = next.getAndAdd(BATCH);
                            from < DOCUMENTS;
                            from = next.getAndAdd(BATCH)) {
                        writer.write(from);
                    }
                    return true;
                });
            }
            for (var done : threads.invokeAll(work)) {
                done.get();
            }
        }
        return DOCUMENTS * 1e9 / (System.nanoTime() - startNanos);
    }

    // NullAway does not read @Nullable inside a record's component types from class files.
    @SuppressWarnings("NullAway")
    private List<Document> documents(float[][] vectors, int from) {
        List<Document> documents = new ArrayList<>(BATCH);
        for (int i = from; i < Math.min(DOCUMENTS, from + BATCH); i++) {
            documents.add(
                    new Document(
                            "d" + i,
                            texts.get(i).title(),
                            texts.get(i).text(),
                            metadata(i),
                            "hash" + i,
                            List.of(
                                    new Chunk(
                                            0,
                                            texts.get(i).text().length(),
                                            Embedding.of(vectors[i])))));
        }
        return documents;
    }

    private static Map<String, @Nullable Object> metadata(int i) {
        Map<String, @Nullable Object> metadata = new HashMap<>();
        metadata.put("half", i % 2);
        metadata.put("hundredth", i % 100);
        metadata.put("thousandth", i % 1_000);
        return metadata;
    }

    /** What writers of vectors commonly do: their text form, straight into one table. */
    private double copyText(float[][] vectors, int writers) throws Exception {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(
                    """
                    CREATE TABLE benchmark.by_text (doc_id text PRIMARY KEY, title text, body text,
                        metadata jsonb, content_hash text, words tsvector
                            GENERATED ALWAYS AS (to_tsvector('pg_catalog.english', title || E'\\n' || body)) STORED,
                        embedding halfvec(384))\
                    """);
            double rate = rowsASecond(writers, from -> copyTextBatch(vectors, from));
            statement.execute("DROP TABLE benchmark.by_text");
            return rate;
        }
    }

    private void copyTextBatch(float[][] vectors, int from) throws SQLException, IOException {
        StringBuilder rows = new StringBuilder();
        for (int i = from; i < Math.min(DOCUMENTS, from + BATCH); i++) {
            rows.append('d').append(i).append('\t');
            rows.append(escaped(texts.get(i).title())).append('\t');
            rows.append(escaped(texts.get(i).text())).append('\t');
            rows.append(JsonMapper.shared().writeValueAsString(metadata(i))).append('\t');
            rows.append("hash").append(i).append('\t');
            rows.append(Arrays.toString(vectors[i]).replace(" ", "")).append('\n');
        }
        try (Connection connection = connect()) {
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

    private static void waitForIndex(DocumentIndex index) throws InterruptedException {
        long startNanos = System.nanoTime();
        while (!index.status().state().equals("ready")) {
            Thread.sleep(500);
        }
        System.out.printf("indexes built in %.0f s%n", (System.nanoTime() - startNanos) / 1e9);
    }

    // Recall

    /**
     * By two kinds of queries: headwords of glosses that are not in the index, which lie at the
     * edge of what is, and points between two rows, nearer to the one.
     */
    private static void recall(DocumentIndex index, float[][] vectors) {
        float[][] headwords = Arrays.copyOfRange(vectors, DOCUMENTS, DOCUMENTS + QUERIES);
        for (String filter :
                new String[] {null, "half == 1", "hundredth == 7", "thousandth == 7"}) {
            recall(index, "headwords", headwords, filter);
            recall(index, "between rows", between(vectors), filter);
        }
    }

    private static float[][] between(float[][] vectors) {
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

    private static void recall(
            DocumentIndex index, String kind, float[][] queries, @Nullable String filter) {
        long found = 0;
        long wanted = 0;
        long rows = 0;
        List<Long> micros = new ArrayList<>();
        for (int i = 0; i < QUERIES; i++) {
            float[] query = queries[i];
            Set<String> exact = ids(index.search(request(query, filter, true)));
            long startNanos = System.nanoTime();
            Set<String> approximate = ids(index.search(request(query, filter, false)));
            micros.add((System.nanoTime() - startNanos) / 1_000);
            rows += approximate.size();
            wanted += exact.size();
            exact.retainAll(approximate);
            found += exact.size();
        }
        micros.sort(null);
        SearchPlan plan = index.explain(request(queries[0], filter, false));
        System.out.printf(
                "%-12s filter %-16s %-5s (%,d match): recall@10 %.4f, %.1f rows a query, p50 %.1f"
                        + " ms, p99 %.1f ms%n",
                kind,
                filter == null ? "none" : filter,
                plan.vectors(),
                plan.matches(),
                (double) found / wanted,
                (double) rows / QUERIES,
                micros.get(QUERIES / 2) / 1e3,
                micros.get(QUERIES * 99 / 100) / 1e3);
    }

    private static SearchRequest request(float[] query, @Nullable String filter, boolean exact) {
        return new SearchRequest(
                new Retrieval.ByVector(Embedding.of(query)),
                0,
                10,
                filter == null ? null : FilterParser.parse(filter),
                exact,
                Grouping.DOCUMENT,
                false,
                false);
    }

    private static Set<String> ids(List<Hit> hits) {
        Set<String> ids = new HashSet<>();
        hits.forEach(hit -> ids.add(hit.id()));
        return ids;
    }

    // Throughput

    private void throughput(
            DocumentIndex index, float[][] vectors, int port, PgVectorProperties properties)
            throws Exception {
        Path script = script(index, vectors);
        http(vectors, port, WARM_UP_SECONDS);
        double[] ratios = new double[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            double sql = pgbench(script, properties);
            double search = http(vectors, port, SECONDS);
            ratios[round] = search / sql;
            System.out.printf(
                    "%d clients: /search by vector %,.0f queries/s, the same SQL through pgbench"
                            + " %,.0f; ratio %.2f%n",
                    CLIENTS, search, sql, ratios[round]);
        }
        Arrays.sort(ratios);
        System.out.printf("ratio, median of %d: %.2f (target 0.80)%n", ROUNDS, ratios[ROUNDS / 2]);
    }

    /**
     * The statement of the search as a script of pgbench. It is prepared once a session, as by the
     * service, and takes its vector from a table: with a statement for each vector pgbench is much
     * slower.
     */
    private Path script(DocumentIndex index, float[][] vectors) throws IOException, SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute("DROP TABLE IF EXISTS benchmark.queries");
            statement.execute(
                    "CREATE TABLE benchmark.queries (id int PRIMARY KEY, v public.vector)");
            for (int i = 0; i < QUERIES; i++) {
                statement.execute(
                        "INSERT INTO benchmark.queries VALUES (%d, '%s')"
                                .formatted(i, Arrays.toString(vectors[DOCUMENTS + i])));
            }
            statement.execute("ANALYZE benchmark.queries");
        }
        String sql =
                new SearchStatement(
                                new IndexTables(index.definition()),
                                request(vectors[DOCUMENTS], null, false),
                                new Effort(16, 16, false, false),
                                2_000)
                        .sql()
                        .text();
        Path script = Files.createTempFile("search", ".sql");
        Files.writeString(
                script,
                "\\set i random(0, %d)\n%s;\n"
                        .formatted(
                                QUERIES - 1,
                                PARAMETER
                                        .matcher(sql)
                                        .replaceAll(
                                                "(SELECT v FROM benchmark.queries WHERE id = :i)")
                                        .replace('\n', ' ')));
        return script;
    }

    /**
     * Transactions a second of pgbench, of the second half of its time: in the first its sessions
     * touch the graph's pages for the first time, as those of the service's pool have done.
     */
    private double pgbench(Path script, PgVectorProperties properties)
            throws IOException, InterruptedException {
        URI address = URI.create(url.substring("jdbc:".length()));
        List<String> command =
                new ArrayList<>(
                        List.of(
                                pgbench.toString(),
                                "-n",
                                "-M",
                                "prepared",
                                "-h",
                                address.getHost(),
                                "-p",
                                String.valueOf(address.getPort()),
                                "-U",
                                user,
                                "-c",
                                String.valueOf(CLIENTS),
                                "-P",
                                String.valueOf(SECONDS),
                                "-T",
                                String.valueOf(2 * SECONDS)));
        command.addAll(List.of("-f", script.toString()));
        command.add(address.getPath().substring(1));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment()
                .put("PGOPTIONS", "-c search_path=benchmark,public " + sessionOptions(properties));
        builder.environment().put("PGPASSWORD", password);
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        List<Double> rates =
                Pattern.compile("progress: [0-9.]+ s, ([0-9.]+) tps")
                        .matcher(output)
                        .results()
                        .map(rate -> Double.valueOf(rate.group(1)))
                        .toList();
        if (process.waitFor() != 0 || rates.size() < 2) {
            throw new IllegalStateException("pgbench failed: " + output);
        }
        return rates.getLast();
    }

    /** The settings of the service's own sessions, as options of a new session. */
    private static String sessionOptions(PgVectorProperties properties) {
        return PgConnections.sessionSettings(properties, properties.readTimeout())
                .lines()
                .map(line -> line.replaceFirst("SET (\\S+) = (\\w+);?", "-c $1=$2"))
                .collect(Collectors.joining(" "));
    }

    /** Queries a second over HTTP; the client shares the processors and parses nothing. */
    private static double http(float[][] vectors, int port, int seconds) throws Exception {
        List<HttpRequest> requests = new ArrayList<>();
        for (int i = 0; i < QUERIES; i++) {
            requests.add(
                    HttpRequest.json(
                            "POST",
                            "/v1/collections/glosses/search",
                            Map.of(
                                    "vector",
                                    vectors[DOCUMENTS + i],
                                    "limit",
                                    10,
                                    "include",
                                    List.of())));
        }
        AtomicInteger next = new AtomicInteger();
        long startNanos = System.nanoTime();
        long endNanos = startNanos + seconds * 1_000_000_000L;
        List<Callable<Integer>> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            clients.add(() -> {
                int answered = 0;
                try (var connection = new HttpConnection(port)) {
                    while (System.nanoTime() < endNanos) {
                        int status =
                                connection.send(requests.get(next.getAndIncrement() % QUERIES));
                        if (status != 200) {
                            throw new IllegalStateException("/search answered " + status);
                        }
                        answered++;
                    }
                }
                return answered;
            });
        }
        int answered = 0;
        try (var threads = Executors.newFixedThreadPool(CLIENTS)) {
            for (var client : threads.invokeAll(clients)) {
                answered += client.get();
            }
        }
        return answered * 1e9 / (System.nanoTime() - startNanos);
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(url, user, password);
    }
}
