package io.semblance.store.lucene;

import static org.assertj.core.api.Assertions.assertThat;

import io.semblance.store.Chunk;
import io.semblance.store.Document;
import io.semblance.store.DocumentIndex;
import io.semblance.store.DocumentStore;
import io.semblance.store.IndexDefinition;
import io.semblance.store.Language;
import io.semblance.store.Storage;
import io.semblance.store.StoredDocument;
import io.semblance.value.Embedding;
import io.semblance.value.Similarity;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Acknowledged documents are complete after the process was killed while it was writing. */
class KillTests {

    private static final int KILLS = 10;
    private static final int WRITERS = 6;
    private static final int DOCUMENTS = 40;

    private static final IndexDefinition DEFINITION =
            new IndexDefinition(
                    "docs", 3, Similarity.COSINE, Language.ENGLISH, Storage.VECTOR, 16, 64);

    @TempDir Path folder;

    @Test
    void everyAcknowledgedDocumentSurvivesEachOfTenKills() throws Exception {
        Map<String, Integer> acknowledged = new HashMap<>();
        for (int kill = 0; kill < KILLS; kill++) {
            writeUntilKilled(10 + 11 * kill, acknowledged);
            assertAllThere(acknowledged);
        }
        assertThat(acknowledged).hasSizeGreaterThan(DOCUMENTS);
    }

    private void writeUntilKilled(int acknowledgements, Map<String, Integer> acknowledged)
            throws IOException, InterruptedException {
        Process writer =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "--add-modules",
                                "jdk.incubator.vector",
                                // The writer is killed before an optimised compilation pays off.
                                "-XX:TieredStopAtLevel=1",
                                "-XX:+UseSerialGC",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Writer.class.getName(),
                                folder.toString())
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        try (BufferedReader lines =
                new BufferedReader(
                        new InputStreamReader(writer.getInputStream(), StandardCharsets.UTF_8))) {
            int read = 0;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] words = line.split(" ", -1);
                // A line that the kill has cut acknowledges nothing.
                if (words.length == 3 && words[2].equals("ok")) {
                    acknowledged.merge(words[0], Integer.valueOf(words[1]), Math::max);
                }
                if (++read == acknowledgements) {
                    // By its handle: Process itself would close the stream with what was said
                    // before.
                    writer.toHandle().destroyForcibly();
                }
            }
        }
        assertThat(writer.waitFor()).as("killed, not ended by itself").isEqualTo(128 + 9);
    }

    private void assertAllThere(Map<String, Integer> acknowledged) {
        try (DocumentStore store = new LuceneDocumentStore(folder)) {
            DocumentIndex index = store.open(DEFINITION);
            acknowledged.forEach((id, version) -> {
                StoredDocument stored = index.get(id).orElseThrow();
                int found = Integer.parseInt(stored.summary().contentHash().substring(1));
                assertThat(found).isGreaterThanOrEqualTo(version);
                assertThat(stored.text()).isEqualTo(text(found));
                assertThat(stored.summary().chunks()).isEqualTo(chunks(found));
            });
            long chunks =
                    index.list(10_000, null, null).stream().mapToLong(head -> head.chunks()).sum();
            assertThat(index.status().chunks()).isEqualTo(chunks);
        }
    }

    private static int chunks(int version) {
        return 1 + version % 5;
    }

    private static String text(int version) {
        return ("version " + version + " ").repeat(chunks(version));
    }

    private static Document document(String id, int version) {
        int length = text(version).length() / chunks(version);
        return new Document(
                id,
                null,
                text(version),
                Map.of("v", version),
                "h" + version,
                IntStream.range(0, chunks(version))
                        .mapToObj(i ->
                                new Chunk(
                                        i * length, (i + 1) * length, Embedding.of(1, i, version)))
                        .toList());
    }

    /** The process that is killed: writes for ever and says what was acknowledged. */
    static final class Writer {

        private Writer() {}

        public static void main(String[] args) {
            DocumentStore store = new LuceneDocumentStore(Path.of(args[0]));
            DocumentIndex index =
                    store.names().isEmpty() ? store.create(DEFINITION) : store.open(DEFINITION);
            int base = (int) index.count(null) * 1_000;
            for (int writer = 0; writer < WRITERS; writer++) {
                String name = "w" + writer;
                Thread.ofPlatform().start(() -> write(index, name, base));
            }
        }

        private static void write(DocumentIndex index, String name, int base) {
            for (int i = 0; ; i++) {
                int version = base + i;
                String id = name + "-" + i % DOCUMENTS;
                index.upsert(List.of(document(id, version)));
                String line = id + " " + version + " ok\n";
                byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
                System.out.write(bytes, 0, bytes.length);
                System.out.flush();
            }
        }
    }
}
