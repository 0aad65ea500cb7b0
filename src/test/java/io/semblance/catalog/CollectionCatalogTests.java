package io.semblance.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.semblance.Semblance;
import io.semblance.TestData;
import io.semblance.store.DocumentStore;
import io.semblance.store.IndexDefinition;
import io.semblance.store.Language;
import io.semblance.store.Storage;
import io.semblance.value.Similarity;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

import java.nio.file.Path;
import java.util.Set;
import java.util.stream.IntStream;

/** Collections over the lives of several processes: a row always has its index. */
@ExtendWith(OutputCaptureExtension.class)
class CollectionCatalogTests {

    private final Path data = TestData.newDirectory();

    @Test
    void collectionIsTheSameAfterARestart() {
        CollectionDefinition before;
        try (var first = start()) {
            before =
                    catalog(first)
                            .put(
                                    "kb",
                                    new CollectionSettings(
                                            null, "german", "dot", 100, 10, "vector", 8, 40))
                            .definition();
        }
        try (var second = start()) {
            assertThat(catalog(second).get("kb").definition()).isEqualTo(before);
            assertThat(catalog(second).list()).containsExactly(CollectionRow.of(before));
        }
    }

    @Test
    void indexWithoutARowIsNamedAndLeftAlone(CapturedOutput output) {
        var orphan =
                new IndexDefinition(
                        "c_orphan", 3, Similarity.COSINE, Language.SIMPLE, Storage.VECTOR, 16, 64);
        try (var first = start()) {
            first.getBean(DocumentStore.class).create(orphan);
        }
        try (var second = start()) {
            assertThat(second.getBean(DocumentStore.class).names()).containsExactly("c_orphan");
        }
        assertThat(output).contains("The index 'c_orphan' does not belong to a collection");
    }

    @Test
    void dropThatACrashCutShortIsFinishedAtTheStart() {
        try (var first = start()) {
            String index = catalog(first).getOrCreate("kb").definition().indexName();
            CollectionRepository rows = first.getBean(CollectionRepository.class);
            rows.insertDroppedIndex(index);
            rows.delete("kb");
        }
        try (var second = start()) {
            assertThat(second.getBean(DocumentStore.class).names()).isEmpty();
            assertThat(second.getBean(CollectionRepository.class).droppedIndexes()).isEmpty();
        }
    }

    @Test
    void dropThatACrashCameBeforeIsNone() {
        try (var first = start()) {
            String index = catalog(first).getOrCreate("kb").definition().indexName();
            first.getBean(CollectionRepository.class).insertDroppedIndex(index);
        }
        try (var second = start()) {
            assertThat(catalog(second).status("kb").documents()).isZero();
            catalog(second).drop("kb");
            assertThat(second.getBean(DocumentStore.class).names()).isEmpty();
        }
    }

    @Test
    void rowWithoutAnIndexIsAFailedCollection(CapturedOutput output) {
        try (var first = start()) {
            CollectionDefinition collection = catalog(first).getOrCreate("kb").definition();
            first.getBean(DocumentStore.class).drop(collection.indexName());
            assertThat(catalog(first).getOrCreate("other")).isNotNull();
        }
        try (var second = start()) {
            CollectionCatalog catalog = catalog(second);
            assertThat(output).contains("the collection 'kb' has failed");
            assertThat(catalog.failures()).containsOnlyKeys("kb");
            assertThatThrownBy(() -> catalog.get("kb"))
                    .isInstanceOf(CollectionFailedException.class)
                    .hasMessageContaining("restore the folder from a backup");
            assertThat(catalog.get("other").index().count(null)).isZero();

            catalog.drop("kb");
            assertThat(catalog.failures()).isEmpty();
            assertThat(catalog.list()).extracting(CollectionRow::name).containsExactly("other");
        }
    }

    @Test
    void nameOfADroppedCollectionCanBeUsedAgainForAnother() {
        try (var first = start()) {
            CollectionCatalog catalog = catalog(first);
            CollectionDefinition dropped = catalog.getOrCreate("kb").definition();
            catalog.drop("kb");
            assertThatThrownBy(() -> catalog.get("kb"))
                    .isInstanceOf(CollectionNotFoundException.class);
            CollectionDefinition made = catalog.getOrCreate("kb").definition();

            assertThat(made.indexName()).isNotEqualTo(dropped.indexName());
            assertThat(first.getBean(DocumentStore.class).names())
                    .isEqualTo(Set.of(made.indexName()));
        }
    }

    @Test
    void manyWhoMakeTheSameCollectionGetTheSame() {
        try (var first = start()) {
            var names =
                    IntStream.range(0, 16)
                            .parallel()
                            .mapToObj(
                                    _ -> catalog(first).getOrCreate("kb").definition().indexName())
                            .distinct();

            assertThat(names).hasSize(1);
        }
    }

    @Test
    void conflictNamesEveryDifference() {
        try (var first = start()) {
            CollectionCatalog catalog = catalog(first);
            catalog.getOrCreate("kb");
            var other = new CollectionSettings(null, "german", "dot", null, null, null, 32, null);

            assertThatThrownBy(() -> catalog.put("kb", other))
                    .isInstanceOf(CollectionConflictException.class)
                    .hasMessageContaining("language is english, requested german")
                    .hasMessageContaining("metric is cosine, requested dot")
                    .hasMessageContaining("index.m is 16, requested 32");
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
