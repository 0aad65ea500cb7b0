package io.semblance.store.lucene;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.semblance.store.IndexFailedException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;

class IndexFolderTests {

    @TempDir Path root;

    @Test
    void sizeIsTheSumOfAllFiles() throws Exception {
        IndexFolder folder = new IndexFolder(root.resolve("index"));
        folder.prepare();
        Files.writeString(folder.lucene().resolve("_0.cfs"), "12345");
        Files.writeString(root.resolve("index/definition.json"), "{}");

        assertThat(folder.size()).isEqualTo(7);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", " ", "null", "[]", "7", "{", "{}", "{\"name\": null}", "\u0000\u0000"})
    void reportsAMalformedDefinitionAsDamaged(String content) throws Exception {
        assertThatDefinitionIsDamaged(content.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void reportsMalformedUtf8AsDamaged() throws Exception {
        assertThatDefinitionIsDamaged(new byte[] {'{', '"', (byte) 0xC3, (byte) 0xFF, '"'});
    }

    private void assertThatDefinitionIsDamaged(byte[] content) throws Exception {
        IndexFolder folder = new IndexFolder(root.resolve("index"));
        folder.prepare();
        Files.write(root.resolve("index/definition.json"), content);

        assertThatThrownBy(folder::definition)
                .isInstanceOf(IndexFailedException.class)
                .hasMessageContaining("definition.json is damaged");
    }

    @Test
    void deletesAFileAtThePathOfTheFolder() throws Exception {
        Path file = Files.writeString(root.resolve("index"), "no folder");

        new IndexFolder(file).delete();

        assertThat(file).doesNotExist();
    }

    @Test
    void sizeIgnoresFilesRemovedDuringTheCall() throws Exception {
        IndexFolder folder = new IndexFolder(root.resolve("index"));
        folder.prepare();
        Files.writeString(folder.lucene().resolve("stays"), "12345");
        AtomicBoolean over = new AtomicBoolean();
        List<Long> sizes = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var merging =
                    threads.submit(() -> {
                        while (!over.get()) {
                            for (int i = 0; i < 50; i++) {
                                Files.writeString(folder.lucene().resolve("_" + i), "");
                            }
                            for (int i = 0; i < 50; i++) {
                                Files.delete(folder.lucene().resolve("_" + i));
                            }
                        }
                        return true;
                    });
            try {
                for (int i = 0; i < 2_000; i++) {
                    sizes.add(folder.size());
                }
            } finally {
                over.set(true);
            }
            assertThat(merging.get()).isTrue();
        }

        assertThat(sizes).containsOnly(5L);
    }
}
