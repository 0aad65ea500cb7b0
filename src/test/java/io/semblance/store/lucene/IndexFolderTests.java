package io.semblance.store.lucene;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;

class IndexFolderTests {

    @TempDir Path root;

    @Test
    void sizeIsThatOfAllFiles() throws Exception {
        IndexFolder folder = new IndexFolder(root.resolve("index"));
        folder.prepare();
        Files.writeString(folder.lucene().resolve("_0.cfs"), "12345");
        Files.writeString(root.resolve("index/definition.json"), "{}");

        assertThat(folder.size()).isEqualTo(7);
    }

    @Test
    void sizeIsKnownWhileFilesComeAndGo() throws Exception {
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
