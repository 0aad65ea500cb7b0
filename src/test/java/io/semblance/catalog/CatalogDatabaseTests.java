package io.semblance.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.semblance.Semblance;
import io.semblance.TestData;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The file of the embedded database, damaged in every way, and how the collections come back. */
@ExtendWith(OutputCaptureExtension.class)
class CatalogDatabaseTests {

    private final Path data = TestData.newDirectory();
    private final Path file = data.resolve("catalog.mv.db");

    @Test
    void damagedFileSaysWhatToDoAndTheCollectionsAreRestoredWithoutIt(CapturedOutput output)
            throws IOException {
        List<CollectionRow> before;
        try (var first = start()) {
            catalog(first).getOrCreate("kb");
            catalog(first)
                    .put(
                            "other",
                            new CollectionSettings(null, "german", "dot", 100, 10, null, 8, 40));
            catalog(first).getOrCreate("dropped");
            catalog(first).drop("dropped");
            before = catalog(first).list();
        }
        byte[] sound = Files.readAllBytes(file);
        for (var damage : damaged(sound).entrySet()) {
            Files.write(file, damage.getValue());
            int from = output.getAll().length();

            assertThat(catchThrowable(() -> start().close())).as(damage.getKey()).isNotNull();
            assertThat(output.getAll().substring(from))
                    .as(damage.getKey())
                    .contains("APPLICATION FAILED TO START")
                    .contains("the database of the collections cannot be opened")
                    .contains("restore it from a backup")
                    .contains("collections.json");
        }
        // As the message says.
        Files.delete(file);
        assertRestored(before);
        // H2 opens it as a new database, as it does with an empty file.
        Files.write(file, Arrays.copyOf(sound, 8_192));
        assertRestored(before);
    }

    private static Map<String, byte[]> damaged(byte[] sound) {
        Map<String, byte[]> damaged = new LinkedHashMap<>();
        damaged.put("truncated", Arrays.copyOf(sound, 5_000));
        damaged.put("garbage", "not a database\n".repeat(2_000).getBytes(StandardCharsets.UTF_8));
        return damaged;
    }

    private void assertRestored(List<CollectionRow> before) {
        try (var restored = start()) {
            assertThat(catalog(restored).list()).isEqualTo(before);
            assertThat(catalog(restored).failures()).isEmpty();
            assertThat(catalog(restored).get("other").index().count(null)).isZero();
        }
    }

    private ConfigurableApplicationContext start() {
        return new SpringApplicationBuilder(Semblance.class)
                .web(WebApplicationType.SERVLET)
                .run(
                        "--server.port=0",
                        "--semblance.data-dir=" + data,
                        "--semblance.model=bge-small-en-v1.5-q");
    }

    private static CollectionCatalog catalog(ConfigurableApplicationContext context) {
        return context.getBean(CollectionCatalog.class);
    }
}
