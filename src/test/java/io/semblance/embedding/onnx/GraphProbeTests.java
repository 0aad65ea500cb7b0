package io.semblance.embedding.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.semblance.embedding.ModelLoadException;
import io.semblance.embedding.ModelPrompts;
import io.semblance.embedding.Pooling;
import io.semblance.embedding.engine.TestEngines;
import io.semblance.embedding.graph.GraphHeader;
import io.semblance.embedding.graph.TinyEncoder;
import io.semblance.embedding.model.EmbeddingModules;
import io.semblance.embedding.model.ModelFiles;
import io.semblance.embedding.model.ModelSpec;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Graphs that take one shape only are refused when they are loaded, and already when checked. */
class GraphProbeTests {

    @TempDir private Path folder;

    private final ModelFiles files = new ModelFiles(TestEngines.DATA.resolve("models"));

    @ParameterizedTest
    @CsvSource({"1, 128, '[1, 128]'", "0, 128, '[any, 128]'", "1, 0, '[1, any]'"})
    void fixedShapeIsRefusedWithIt(int batch, int sequence, String shape) throws IOException {
        ModelSpec spec = spec(TinyEncoder.shaped(batch, sequence));

        assertThatThrownBy(() -> load(spec))
                .isInstanceOfSatisfying(
                        ModelLoadException.class,
                        failure -> assertThat(failure.remedy()).contains("dynamic axes"))
                .hasMessageContaining("input_ids has the fixed shape " + shape)
                .hasMessageContaining("expected [batch, sequence], both dynamic");
        assertThatThrownBy(() -> GraphHeader.check(spec, files))
                .hasMessageContaining("fixed shape " + shape);
    }

    @Test
    void fixedShapeThatIsNotDeclaredIsFoundByARun() throws IOException {
        assertThatThrownBy(() -> load(spec(TinyEncoder.tracedWith(128))))
                .isInstanceOf(ModelLoadException.class)
                .hasMessageContaining("m.onnx cannot be run with 2 texts of up to 6 tokens");
    }

    @Test
    void anyShapeIsServed() throws IOException {
        ModelSpec spec = spec(TinyEncoder.shaped(0, 0));

        GraphHeader.check(spec, files);
        load(spec);
    }

    private ModelSpec spec(byte[] graph) throws IOException {
        return new ModelSpec(
                "mine",
                "file:" + Files.write(folder.resolve("m.onnx"), graph),
                null,
                "classpath:bge-small-en-v1.5-tokenizer.json",
                EmbeddingModules.of(Pooling.MEAN, true, null),
                ModelPrompts.NONE,
                64,
                null);
    }

    private void load(ModelSpec spec) {
        TextEncoder.load(spec, files, new Device.Cpu(), new ThreadCounts(1, 1)).close();
    }
}
