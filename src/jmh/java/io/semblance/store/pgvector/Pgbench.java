package io.semblance.store.pgvector;

import io.semblance.store.IndexDefinition;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * PostgreSQL's own load generator with the statement of a search by vector. It is prepared once per
 * session, as in the service, and reads its vector from a table: pgbench is much slower with a
 * statement for each vector.
 */
final class Pgbench {

    private static final Pattern PARAMETER = Pattern.compile("\\?(?!\\?)");
    private static final Pattern PROGRESS = Pattern.compile("progress: [0-9.]+ s, ([0-9.]+) tps");

    private final Path program;
    private final BenchmarkDatabase database;
    private final String sessionOptions;
    private final Path script;

    private Pgbench(Path program, BenchmarkDatabase database, String sessionOptions, Path script) {
        this.program = program;
        this.database = database;
        this.sessionOptions = sessionOptions;
        this.script = script;
    }

    /**
     * Searches an index by these vectors.
     *
     * @param properties those of the service, so that the sessions have the same settings
     */
    static Pgbench of(
            Path program,
            BenchmarkDatabase database,
            PgVectorProperties properties,
            IndexDefinition index,
            float[][] queries)
            throws IOException, SQLException {
        store(database, queries);
        String sql =
                new SearchStatement(
                                new IndexTables(index),
                                RecallBenchmark.request(queries[0], null, false),
                                CandidateBudget.first(16, 16, false),
                                2_000)
                        .sql()
                        .text();
        Path script = Files.createTempFile("search", ".sql");
        Files.writeString(
                script,
                "\\set i random(0, %d)\n%s;\n"
                        .formatted(
                                queries.length - 1,
                                PARAMETER
                                        .matcher(sql)
                                        .replaceAll(
                                                "(SELECT v FROM benchmark.queries WHERE id = :i)")
                                        .replace('\n', ' ')));
        return new Pgbench(program, database, sessionOptions(properties), script);
    }

    private static void store(BenchmarkDatabase database, float[][] queries) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("DROP TABLE IF EXISTS benchmark.queries");
            statement.execute(
                    "CREATE TABLE benchmark.queries (id int PRIMARY KEY, v public.vector)");
            for (int i = 0; i < queries.length; i++) {
                statement.execute(
                        "INSERT INTO benchmark.queries VALUES (%d, '%s')"
                                .formatted(i, Arrays.toString(queries[i])));
            }
            statement.execute("ANALYZE benchmark.queries");
        }
    }

    /** The settings of the service's own sessions, as options of a new session. */
    private static String sessionOptions(PgVectorProperties properties) {
        return PgConnections.sessionSettings(properties, properties.readTimeout())
                .lines()
                .map(line -> line.replaceFirst("SET (\\S+) = (\\w+);?", "-c $1=$2"))
                .collect(Collectors.joining(" "));
    }

    /**
     * Searches per second. It runs for twice the given time and measures the second half: in the
     * first half its sessions read the graph's pages for the first time, as those of the service's
     * pool already have.
     */
    double queriesPerSecond(int clients, int seconds) throws IOException, InterruptedException {
        URI address = database.address();
        ProcessBuilder builder =
                new ProcessBuilder(
                                program.toString(),
                                "-n",
                                "-M",
                                "prepared",
                                "-h",
                                address.getHost(),
                                "-p",
                                String.valueOf(address.getPort()),
                                "-U",
                                database.user(),
                                "-c",
                                String.valueOf(clients),
                                "-P",
                                String.valueOf(seconds),
                                "-T",
                                String.valueOf(2 * seconds),
                                "-f",
                                script.toString(),
                                address.getPath().substring(1))
                        .redirectErrorStream(true);
        builder.environment().put("PGOPTIONS", "-c search_path=benchmark,public " + sessionOptions);
        builder.environment().put("PGPASSWORD", database.password());
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        List<Double> rates =
                PROGRESS.matcher(output)
                        .results()
                        .map(rate -> Double.valueOf(rate.group(1)))
                        .toList();
        if (process.waitFor() != 0 || rates.size() < 2) {
            throw new IllegalStateException("pgbench failed: " + output);
        }
        return rates.getLast();
    }
}
