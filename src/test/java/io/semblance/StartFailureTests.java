package io.semblance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.semblance.catalog.CollectionCatalog;
import io.semblance.catalog.CollectionSettings;
import io.semblance.embedding.graph.TinyEncoder;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** A start that cannot succeed ends, and says what is wrong and what to do. */
@ExtendWith(OutputCaptureExtension.class)
class StartFailureTests {

    private final Path data = TestData.newDirectory();

    @Test
    void missingModelFileIsNamed(CapturedOutput output) {
        fails(
                "--semblance.model=mine",
                "--semblance.models[0].id=mine",
                "--semblance.models[0].onnx=file:" + data.resolve("gone.onnx"),
                "--semblance.models[0].tokenizer=classpath:bge-small-en-v1.5-tokenizer.json",
                "--semblance.models[0].pooling=cls",
                "--semblance.models[0].max-tokens=512");

        assertThat(failure(output))
                .contains("model 'mine'")
                .contains(data.resolve("gone.onnx").toString())
                .contains("Action:");
    }

    @Test
    void truncatedModelFileIsNamed(CapturedOutput output) throws IOException {
        Path onnx = data.resolve("short.onnx");
        try (var whole = getClass().getResourceAsStream("/bge-small-en-v1.5-q.onnx")) {
            assertThat(whole).isNotNull();
            Files.write(onnx, Arrays.copyOf(whole.readNBytes(1_000_000), 1_000_000));
        }
        fails(
                "--semblance.model=mine",
                "--semblance.models[0].id=mine",
                "--semblance.models[0].onnx=file:" + onnx,
                "--semblance.models[0].tokenizer=classpath:bge-small-en-v1.5-tokenizer.json",
                "--semblance.models[0].pooling=cls",
                "--semblance.models[0].max-tokens=512");

        assertThat(failure(output))
                .contains("model 'mine'")
                .contains(onnx.toString())
                .contains("1000000 bytes")
                .contains("cut short")
                .contains("download it again");
    }

    @Test
    void tokenizerThatIsNoneIsNamed(CapturedOutput output) throws IOException {
        Path tokenizer = Files.writeString(data.resolve("tokenizer.json"), "{\"model\":");
        fails(
                "--semblance.model=mine",
                "--semblance.models[0].id=mine",
                "--semblance.models[0].onnx=classpath:bge-small-en-v1.5-q.onnx",
                "--semblance.models[0].tokenizer=file:" + tokenizer,
                "--semblance.models[0].pooling=cls",
                "--semblance.models[0].max-tokens=512");

        assertThat(failure(output)).contains("model 'mine'").contains(tokenizer.toString());
    }

    @Test
    void folderThatIsNoRerankersIsNamed(CapturedOutput output) throws IOException {
        Files.writeString(data.resolve("config.json"), "{\"architectures\":[\"BertForMaskedLM\"]}");
        fails("--semblance.reranker.directory=" + data);

        assertThat(failure(output))
                .contains("model 'reranker': config.json in " + data)
                .contains("BertForMaskedLM")
                .contains("Point semblance.reranker.directory at");
    }

    @Test
    void missingGraphOfTheRerankerIsNamed(CapturedOutput output) {
        fails(
                "--semblance.reranker.onnx=file:" + data.resolve("gone.onnx"),
                "--semblance.reranker.tokenizer=classpath:bge-small-en-v1.5-tokenizer.json");

        assertThat(failure(output))
                .contains("model 'reranker'")
                .contains(data.resolve("gone.onnx").toString())
                .contains("Action:");
    }

    @Test
    void unknownDefaultModelIsNamedWithThoseThereAre(CapturedOutput output) {
        fails("--semblance.model=nope");

        assertThat(failure(output)).contains("'nope'").contains("bge-small-en-v1.5, ");
    }

    @Test
    void deviceThatIsNotThereIsNamed(CapturedOutput output) {
        fails("--semblance.embedding.device=cuda:99");

        assertThat(failure(output))
                .contains("The embedding engine cannot start: CUDA device 99 cannot be used: ")
                .contains("Action:");
    }

    @Test
    void deviceThatIsNoneIsRefused(CapturedOutput output) {
        fails("--semblance.embedding.device=gpu");

        assertThat(failure(output)).contains("must be auto, cpu, cuda or cuda:N");
    }

    @Test
    void openAddressNeedsAKey(CapturedOutput output) {
        fails("--server.address=0.0.0.0");

        assertThat(failure(output))
                .contains("0.0.0.0")
                .contains("SEMBLANCE_SECURITY_APIKEY")
                .contains("semblance.security.open=true");
    }

    @Test
    void openAddressOfTheActuatorNeedsAKeyToo(CapturedOutput output) {
        fails("--management.server.port=0", "--management.server.address=0.0.0.0");

        assertThat(failure(output))
                .contains("management.server.address is 0.0.0.0")
                .contains("SEMBLANCE_SECURITY_APIKEY");
    }

    @Test
    void shortKeyIsRefusedWithoutShowingIt(CapturedOutput output) {
        fails("--semblance.security.api-key=hunter2");

        assertThat(failure(output)).contains("at least 16 characters, got: 7");
    }

    @Test
    void unknownStoreIsRefused(CapturedOutput output) {
        fails("--semblance.store=qdrant");

        assertThat(failure(output)).contains("must be lucene or pgvector");
    }

    @Test
    void pgvectorWithoutADatabaseIsRefused(CapturedOutput output) {
        fails("--semblance.store=pgvector");

        assertThat(failure(output))
                .contains("spring.datasource.url")
                .contains("jdbc:postgresql://localhost:5432/semblance");
    }

    @Test
    void collectionWhoseModelIsAnotherNowIsFailed() {
        String[] mine = {
            "--semblance.model=mine",
            "--semblance.models[0].id=mine",
            "--semblance.models[0].tokenizer=classpath:bge-small-en-v1.5-tokenizer.json",
            "--semblance.models[0].pooling=cls",
            "--semblance.models[0].max-tokens=512",
            "--semblance.models[0].onnx=classpath:bge-small-en-v1.5-q.onnx"
        };
        try (var first = start(mine)) {
            var catalog = first.getBean(CollectionCatalog.class);
            assertThat(catalog.getOrCreate("kb")).isNotNull();
        }
        mine[3] = "--semblance.models[0].pooling=mean";
        try (var second = start(mine)) {
            var status = second.getBean(CollectionCatalog.class).status("kb");
            assertThat(status.indexState()).isEqualTo("failed");
            assertThat(status.failure()).contains("model 'mine' version", "version ");
        }
    }

    @Test
    void collectionWhoseModelCannotBeUsedIsFailedUntilItCan() throws IOException {
        Path onnx = Files.write(data.resolve("m.onnx"), TinyEncoder.weighted(1, 2));
        String[] mine = {
            "--semblance.models[0].id=mine",
            "--semblance.models[0].tokenizer=classpath:bge-small-en-v1.5-tokenizer.json",
            "--semblance.models[0].pooling=cls",
            "--semblance.models[0].onnx=file:" + onnx
        };
        try (var first = start(mine)) {
            var catalog = first.getBean(CollectionCatalog.class);
            assertThat(
                            catalog.put(
                                            "kb",
                                            new CollectionSettings(
                                                    "mine", null, null, null, null, null, null,
                                                    null))
                                    .created())
                    .isTrue();
        }
        Path away = Files.move(onnx, data.resolve("away.onnx"));
        try (var second = start(mine)) {
            var status = second.getBean(CollectionCatalog.class).status("kb");
            assertThat(status.indexState()).isEqualTo("failed");
            assertThat(status.failure())
                    .contains("model 'mine' cannot be used", "one of its files is missing")
                    .doesNotContain(data.toString());
        }
        Files.move(away, onnx);
        try (var third = start(mine)) {
            assertThat(third.getBean(CollectionCatalog.class).get("kb")).isNotNull();
        }
    }

    @Test
    void twoModelsOfOneIdAreRefused(CapturedOutput output) {
        fails(
                "--semblance.models[0].id=mine",
                "--semblance.models[0].directory=" + data,
                "--semblance.models[1].id=mine",
                "--semblance.models[1].directory=" + data);

        assertThat(failure(output)).contains("two models with the id 'mine'");
    }

    @Test
    void collectionsAndDocumentsAreThereAfterARestart() {
        try (var first = start()) {
            var catalog = first.getBean(CollectionCatalog.class);
            assertThat(catalog.getOrCreate("kb")).isNotNull();
        }
        try (var second = start()) {
            var catalog = second.getBean(CollectionCatalog.class);
            assertThat(catalog.list()).hasSize(1);
            assertThat(catalog.get("kb").index().status().documents()).isZero();
        }
    }

    private void fails(String... arguments) {
        assertThat(catchThrowable(() -> start(arguments).close())).isNotNull();
    }

    private ConfigurableApplicationContext start(String... arguments) {
        String[] all = Arrays.copyOf(arguments, arguments.length + 2);
        all[arguments.length] = "--server.port=0";
        all[arguments.length + 1] = "--semblance.data-dir=" + data;
        return Semblance.service().run(all);
    }

    private static String failure(CapturedOutput output) {
        String all = output.getAll();
        int from = all.indexOf("APPLICATION FAILED TO START");
        assertThat(from).as(all).isNotNegative();
        return all.substring(from);
    }
}
