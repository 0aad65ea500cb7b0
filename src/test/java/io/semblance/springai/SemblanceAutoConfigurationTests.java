package io.semblance.springai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.tck.TestObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistryAssert;
import io.semblance.TestData;

import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.springframework.ai.document.Document;
import org.springframework.ai.embedding.EmbeddingModel;
import org.springframework.ai.vectorstore.SimpleVectorStore;
import org.springframework.ai.vectorstore.VectorStore;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import javax.sql.DataSource;

/** What an application gets of the plain jar, and what it does not. */
class SemblanceAutoConfigurationTests {

    private final Path data = TestData.newDirectory();
    private final ApplicationContextRunner application =
            new ApplicationContextRunner()
                    .withConfiguration(AutoConfigurations.of(SemblanceAutoConfiguration.class))
                    .withPropertyValues("semblance.data-dir=" + data);

    @Test
    void givesAnEmbeddingModelAndAVectorStoreThatWork() {
        application.run(context -> {
            VectorStore store = context.getBean(VectorStore.class);
            store.add(List.of(new Document("1", "Dogs are welcome.", Map.of())));

            assertThat(store.similaritySearch("May I bring my dog?"))
                    .extracting(Document::getId)
                    .containsExactly("1");
            assertThat(context.getBean(EmbeddingModel.class).dimensions()).isEqualTo(384);
        });
    }

    @Test
    void showsNothingElse() {
        application.run(context ->
                assertThat(Arrays.stream(context.getBeanDefinitionNames()))
                        .filteredOn(name ->
                                context.getBean(name)
                                        .getClass()
                                        .getName()
                                        .startsWith("io.semblance"))
                        .satisfiesExactlyInAnyOrder(
                                name -> assertThat(name).contains("SemblanceAutoConfiguration"),
                                name -> assertThat(name).contains("VectorStoreProperties"),
                                name -> assertThat(name).isEqualTo("semblanceEngine"),
                                name -> assertThat(name).isEqualTo("semblanceStore"),
                                name -> assertThat(name).isEqualTo("semblanceEmbeddingModel"),
                                name -> assertThat(name).isEqualTo("semblanceVectorStore")));
        application.run(context -> {
            assertThat(context).doesNotHaveBean(DataSource.class);
            assertThat(context).doesNotHaveBean(MeterRegistry.class);
        });
    }

    @Test
    void keepsDocumentsInTheDataDirectory() {
        application.run(context ->
                context.getBean(VectorStore.class).add(List.of(new Document("One of two."))));

        application.run(context ->
                assertThat(context.getBean(VectorStore.class).similaritySearch("one")).hasSize(1));
        assertThat(data.resolve("catalog.mv.db")).exists();
    }

    @Test
    void leavesTheApplicationsDatabaseAlone() {
        JdbcDataSource mine = new JdbcDataSource();
        mine.setUrl("jdbc:h2:mem:mine;DB_CLOSE_DELAY=-1");
        application
                .withBean("dataSource", DataSource.class, () -> mine)
                .withPropertyValues("spring.datasource.url=jdbc:h2:mem:mine")
                .run(context -> {
                    context.getBean(VectorStore.class).add(List.of(new Document("One.")));

                    assertThat(context.getBean(DataSource.class)).isSameAs(mine);
                    assertThat(tables(mine)).isEmpty();
                });
    }

    private static List<String> tables(DataSource database) throws SQLException {
        List<String> names = new ArrayList<>();
        try (var connection = database.getConnection();
                var rows = connection.getMetaData().getTables(null, "PUBLIC", "%", null)) {
            while (rows.next()) {
                names.add(rows.getString("TABLE_NAME"));
            }
        }
        return names;
    }

    @Test
    void backsOffFromAnEmbeddingModelOfTheApplication() {
        EmbeddingModel mine = new FixedEmbeddingModel();
        application
                .withBean(EmbeddingModel.class, () -> mine)
                .run(context -> {
                    assertThat(context.getBean(EmbeddingModel.class)).isSameAs(mine);
                    assertThat(context).hasSingleBean(VectorStore.class);
                });
    }

    @Test
    void loadsAndOpensNothingWhereBothAreTheApplications() {
        EmbeddingModel mine = new FixedEmbeddingModel();
        application
                .withBean(EmbeddingModel.class, () -> mine)
                .withBean(VectorStore.class, () -> SimpleVectorStore.builder(mine).build())
                .run(context -> {
                    assertThat(context).hasSingleBean(VectorStore.class);
                    assertThat(context).doesNotHaveBean("semblanceVectorStore");
                    assertThat(context.getBeanFactory().containsSingleton("semblanceEngine"))
                            .isFalse();
                });
        assertThat(data.resolve("lucene")).doesNotExist();
    }

    @Test
    void opensNoStoreForAnEmbeddingModelAlone() {
        application
                .withPropertyValues("spring.ai.vectorstore.type=pgvector")
                .run(context -> {
                    assertThat(context).hasSingleBean(EmbeddingModel.class);
                    assertThat(context).doesNotHaveBean(VectorStore.class);
                });
        assertThat(data.resolve("lucene")).doesNotExist();
        assertThat(data.resolve("catalog.mv.db")).doesNotExist();
    }

    @Test
    void springAisSwitchNamesAnotherModel() {
        application
                .withPropertyValues("spring.ai.model.embedding=openai")
                .run(context -> assertThat(context).doesNotHaveBean(EmbeddingModel.class));
    }

    @Test
    void oneSwitchTurnsItOff() {
        application
                .withPropertyValues("semblance.enabled=false")
                .run(context -> {
                    assertThat(context).doesNotHaveBean(EmbeddingModel.class);
                    assertThat(context).doesNotHaveBean(VectorStore.class);
                });
    }

    @Test
    void readsTheApplicationsProperties() {
        application
                .withPropertyValues(
                        "semblance.model=e5-small-v2-q",
                        "semblance.vector-store.collection=kb",
                        "semblance.limits.document-characters=10")
                .run(context -> {
                    VectorStore store = context.getBean(VectorStore.class);

                    assertThat(context.getBean(EmbeddingModel.class).embed("pumps")).hasSize(384);
                    assertThatThrownBy(() -> store.add(List.of(new Document("Longer than ten."))))
                            .hasMessageContaining("the limit is 10");
                });
    }

    @Test
    void wrongPropertyEndsTheStartAndIsNamed() {
        application
                .withPropertyValues("semblance.model=nope")
                .run(context ->
                        assertThat(context.getStartupFailure())
                                .rootCause()
                                .hasMessageContaining("'nope'"));
    }

    @Test
    void measuresWithTheApplicationsRegistryAndDoesNotCloseIt() {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        application
                .withInitializer(context ->
                        context.getBeanFactory().registerSingleton("meterRegistry", meters))
                .run(context -> context.getBean(EmbeddingModel.class).embed("pumps"));

        assertThat(meters.get("semblance.embedding.inference").timer().count()).isPositive();
        assertThat(meters.isClosed()).isFalse();
    }

    @Test
    void isObservedAsOtherVectorStoresAre() {
        TestObservationRegistry observations = TestObservationRegistry.create();
        application
                .withBean(TestObservationRegistry.class, () -> observations)
                .run(context ->
                        context.getBean(VectorStore.class)
                                .similaritySearch("nothing is stored yet"));

        TestObservationRegistryAssert.assertThat(observations)
                .hasObservationWithNameEqualTo("db.vector.client.operation")
                .that()
                .hasLowCardinalityKeyValue("db.system", "semblance")
                .hasHighCardinalityKeyValue("db.collection.name", "default")
                .hasBeenStopped();
    }
}
