package io.semblance.embedding.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtException;

import io.semblance.embedding.ModelPrompts;
import io.semblance.embedding.Pooling;
import io.semblance.embedding.engine.TestEngines;
import io.semblance.embedding.graph.TinyEncoder;
import io.semblance.embedding.model.EmbeddingModules;
import io.semblance.embedding.model.ModelFile;
import io.semblance.embedding.model.ModelFiles;
import io.semblance.embedding.model.ModelSpec;
import io.semblance.tokenization.Tokenizer;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Weights in half precision beside a graph are used if they yield the same; here on the CPU. */
class HalfPrecisionTests {

    private static final String TOKENIZER = "bge-small-en-v1.5-tokenizer.json";

    @TempDir private Path folder;

    private final ModelFiles files = new ModelFiles(TestEngines.DATA.resolve("models"));

    @BeforeEach
    void writeFull() throws IOException {
        Files.createDirectory(folder.resolve("onnx"));
        Files.write(folder.resolve("onnx/model.onnx"), TinyEncoder.weighted(1, 0.5f));
    }

    @Test
    void sameWeightsAreUsed() throws IOException, OrtException {
        assertThat(runs(TinyEncoder.half(1, 0.5f))).isTrue();
    }

    @Test
    void weightsOfAnotherModelAreNot() throws IOException, OrtException {
        assertThat(runs(TinyEncoder.half(1, 0.4f))).isFalse();
    }

    @Test
    void weightsThatOverflowAreNot() throws IOException, OrtException {
        Files.write(folder.resolve("onnx/model.onnx"), TinyEncoder.weighted(1_000, 500));

        assertThat(runs(TinyEncoder.half(1_000, 500))).isFalse();
    }

    @Test
    void fileThatIsNotAGraphIsNot() throws IOException, OrtException {
        assertThat(runs(new byte[] {1, 2, 3})).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"model_type\":\"gemma3_text\"}",
                "{\"model_type\":\"t5\"}",
                "{\"model_type\":\"qwen3\",\"torch_dtype\":\"bfloat16\"}",
                "{\"model_type\":\"qwen3\",\"dtype\":\"bfloat16\"}"
            })
    void architecturesThatOverflowAreNotTried(String config) throws IOException, OrtException {
        Files.writeString(folder.resolve("config.json"), config);

        assertThat(runs(TinyEncoder.half(1, 0.5f))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"model_type\":\"bert\",\"dtype\":\"float32\"}", "{\"model_ty"})
    void otherArchitecturesAreTried(String config) throws IOException, OrtException {
        Files.writeString(folder.resolve("config.json"), config);

        assertThat(runs(TinyEncoder.half(1, 0.5f))).isTrue();
    }

    private boolean runs(byte[] half) throws IOException, OrtException {
        Files.write(folder.resolve("onnx/model_fp16.onnx"), half);
        String graph = "file:" + folder.resolve("onnx/model.onnx");
        ModelFile full = files.graph("mine", graph, null).onnx();
        ModelSpec spec =
                new ModelSpec(
                        "mine",
                        graph,
                        null,
                        TOKENIZER,
                        EmbeddingModules.of(Pooling.MEAN, true, null),
                        ModelPrompts.NONE,
                        64,
                        null);
        try (Tokenizer tokenizer = Tokenizer.load(TestEngines.file(TOKENIZER).path())) {
            Optional<OnnxSession> session =
                    HalfPrecision.open(
                            spec,
                            full,
                            files.half("mine", full).orElseThrow(),
                            new Device.Cpu(),
                            1,
                            tokenizer);
            if (session.isPresent()) {
                session.get().close();
            }
            return session.isPresent();
        }
    }
}
