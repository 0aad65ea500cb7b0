package io.semblance.web.collections;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.semblance.web.Service;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/** On the embedded store: what can happen to the files. */
class LuceneFailedCollectionsTests extends FailedCollectionsContract {

    @Override
    List<String> arguments() {
        return list();
    }

    @Override
    Connection catalog() throws SQLException {
        return connect("jdbc:h2:file:" + data.resolve("catalog"), "semblance", "");
    }

    @Override
    Map<String, Damage> damageWhileStopped() {
        Map<String, Damage> damage = new LinkedHashMap<>();
        damage.put("folder-missing", index -> move(folder(index), data.resolve("away")));
        damage.put("files-missing", index -> move(lucene(index), data.resolve("away-files")));
        damage.put("definition-missing", index -> Files.delete(definition(index)));
        damage.put("definition-empty", index -> Files.writeString(definition(index), ""));
        damage.put("definition-garbage", index -> Files.writeString(definition(index), "{\"n"));
        damage.put(
                "definition-of-another",
                index ->
                        Files.writeString(
                                definition(index),
                                Files.readString(definition(index)).replace("384", "3")));
        damage.put("segments-missing", index -> Files.delete(file(index, "segments_")));
        damage.put("segments-empty", index -> truncate(file(index, "segments_"), 0));
        damage.put("segments-truncated", index -> truncate(file(index, "segments_"), 0.5));
        damage.put("segments-flipped", index -> flip(file(index, "segments_")));
        damage.put("data-missing", index -> Files.delete(file(index, ".cfs")));
        damage.put("data-empty", index -> truncate(file(index, ".cfs"), 0));
        damage.put("data-truncated", index -> truncate(file(index, ".cfs"), 0.9));
        damage.put("entries-flipped", index -> flip(file(index, ".cfe")));
        damage.put("segment-info-truncated", index -> truncate(file(index, ".si"), 0.5));
        damage.put("version-unknown", index -> otherCodec(file(index, "segments_")));
        return damage;
    }

    @Override
    Map<String, Damage> damageWhileRunning() {
        Map<String, Damage> damage = new LinkedHashMap<>();
        damage.put("gone-while-open", index -> move(folder(index), data.resolve("away")));
        damage.put(
                "files-gone-while-open", index -> move(lucene(index), data.resolve("away-files")));
        return damage;
    }

    @Override
    Set<String> indexes() throws IOException {
        try (Stream<Path> folders = Files.list(data.resolve("lucene"))) {
            return folders.map(each -> each.getFileName().toString()).collect(Collectors.toSet());
        }
    }

    @Test
    void folderThatIsCopiedBackIsOpenAgainWithoutARestart() throws Exception {
        try (var first = start()) {
            make(service(first), Set.of("kb"));
        }
        String index = index("kb");
        move(folder(index), data.resolve("away"));
        try (var second = start()) {
            Service service = service(second);
            assertCode(search(service, "kb"), "collection_failed");
            assertThat(service.get("/actuator/health").body())
                    .contains("failedCollections", "\"kb\"");

            move(data.resolve("away"), folder(index));
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> search(service, "kb").status() == 200);
            assertThat(status(service, "kb")).isEqualTo("open");
            assertThat(service.get("/actuator/health").body()).doesNotContain("failedCollections");
        }
    }

    @Test
    void integrityCheckFindsAFlippedByteWhileTheServiceGoesOn() throws Exception {
        try (var context = start()) {
            Service service = service(context);
            make(service, Set.of("kb"));
            var sound = service.send("POST", "/actuator/integrity", null);
            assertThat(sound.status()).as(sound.body()).isEqualTo(200);
            assertThat(sound.json().path("collections"))
                    .hasSize(2)
                    .allSatisfy(each ->
                            assertThat(each.path("status").asString())
                                    .as(sound.body())
                                    .isEqualTo("ok"));

            Path file = file(index("kb"), ".cfs");
            flip(file);
            var damaged = service.send("POST", "/actuator/integrity/kb", null);
            assertThat(damaged.json().at("/collections/0/status").asString()).isEqualTo("damaged");
            assertThat(damaged.json().at("/collections/0/problems/0/part").asString())
                    .isEqualTo(file.toAbsolutePath().toString());
            assertThat(damaged.body()).contains("checksum failed").contains("backup");
            assertThat(status(service, "kb")).isEqualTo("damaged");
            assertThat(status(service, "sound")).isEqualTo("open");
            assertThat(service.get("/actuator/health/readiness").status()).isEqualTo(200);

            flip(file);
            var repaired = service.send("POST", "/actuator/integrity/kb", null);
            assertThat(repaired.json().at("/collections/0/status").asString()).isEqualTo("ok");
            assertThat(status(service, "kb")).isEqualTo("open");
        }
    }

    /** By its folder, for the catalog's file is the service's while it runs. */
    @Override
    String index(String collection) throws IOException {
        return indexes().stream()
                .filter(each -> each.startsWith("c_" + collection.replace('-', '_') + "_"))
                .findFirst()
                .orElseThrow();
    }

    private Path folder(String index) {
        return data.resolve("lucene").resolve(index);
    }

    private Path definition(String index) {
        return folder(index).resolve("definition.json");
    }

    private Path lucene(String index) {
        return folder(index).resolve("lucene");
    }

    private Path file(String index, String part) throws IOException {
        try (Stream<Path> files = Files.list(lucene(index))) {
            return files.filter(file -> file.getFileName().toString().contains(part))
                    .max(Path::compareTo)
                    .orElseThrow();
        }
    }

    private static void move(Path from, Path to) {
        try {
            Files.move(from, to);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void truncate(Path file, double share) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, (int) (bytes.length * share)));
    }

    /** In place, as a disk does it. */
    private static void flip(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
    }

    /** Names a codec that is not there, under a right checksum, as a later version would. */
    private static void otherCodec(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        bytes = text.replace("Lucene104", "Lucene999").getBytes(StandardCharsets.ISO_8859_1);
        CRC32 checksum = new CRC32();
        checksum.update(bytes, 0, bytes.length - 8);
        ByteBuffer.wrap(bytes).putLong(bytes.length - 8, checksum.getValue());
        Files.write(file, bytes);
    }
}
