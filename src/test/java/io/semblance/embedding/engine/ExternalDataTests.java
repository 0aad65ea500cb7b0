package io.semblance.embedding.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.semblance.embedding.ModelLoadException;
import io.semblance.embedding.ModelPrompts;
import io.semblance.embedding.Pooling;
import io.semblance.embedding.graph.TinyEncoder;
import io.semblance.embedding.model.EmbeddingModules;
import io.semblance.embedding.model.FileServer;
import io.semblance.embedding.model.GraphFile;
import io.semblance.embedding.model.ModelFiles;
import io.semblance.embedding.model.ModelSpec;
import io.semblance.embedding.onnx.Device;
import io.semblance.embedding.onnx.TextEncoder;
import io.semblance.embedding.onnx.ThreadCounts;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/** Graphs that keep their weights in other files. */
class ExternalDataTests {

    private static final String TOKENIZER = "classpath:bge-small-en-v1.5-tokenizer.json";

    @TempDir private Path folder;
    @TempDir private Path data;

    private final FileServer server = new FileServer();

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void versionIsThatOfTheWeightsAndNotOfTheGraphAlone() throws IOException {
        Path graph = write("model.onnx", TinyEncoder.external("model.onnx_data"));
        TinyEncoder.writeWeights(folder.resolve("model.onnx_data"), 1, 2);
        String first = version(graph);
        TinyEncoder.writeWeights(folder.resolve("model.onnx_data"), 1, 3);

        assertThat(version(graph)).isNotEqualTo(first);

        TinyEncoder.writeWeights(folder.resolve("model.onnx_data"), 1, 2);
        assertThat(version(graph)).isEqualTo(first);
    }

    @Test
    void everyFileCountsAlsoOneOfANodeWithinABranch() throws IOException {
        Path graph = write("model.onnx", TinyEncoder.external("a.bin", "parts/b.bin"));
        Files.createDirectories(folder.resolve("parts"));
        TinyEncoder.writeWeights(folder.resolve("a.bin"), 1, 2);
        TinyEncoder.writeWeights(folder.resolve("parts/b.bin"), 0, 0);
        String first = version(graph);
        TinyEncoder.writeWeights(folder.resolve("parts/b.bin"), 0, 1);

        assertThat(version(graph)).isNotEqualTo(first);
    }

    @Test
    void graphWithoutExternalDataKeepsTheDigestOfItsFile() throws IOException {
        Path graph = write("model.onnx", TinyEncoder.weighted(1, 2));
        GraphFile file = new ModelFiles(data).graph("mine", "file:" + graph, null);

        assertThat(file.digest()).isEqualTo(file.onnx().sha256()).hasSize(64);
    }

    /** Its collections stay open: the digest is that of earlier releases. */
    @Test
    void versionOfAModelOfTheCatalogueIsWhatItWas() {
        try (var engine = TestEngines.engine()) {
            assertThat(engine.describe("bge-small-en-v1.5").version()).isEqualTo("cff457c61b89");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../secret",
                "/etc/passwd",
                "a/../../secret",
                "..\\secret",
                "C:\\secret",
                " ",
                "."
            })
    void locationOutsideTheFolderIsRefused(String location) throws IOException {
        Path graph = write("model.onnx", TinyEncoder.external(location));

        assertThatThrownBy(() -> version(graph))
                .isInstanceOf(ModelLoadException.class)
                .hasMessageContaining("keeps weights in '%s'", location)
                .hasMessageContaining("not a file in its own folder");
    }

    @Test
    void fileThatIsMissingIsNamed() throws IOException {
        Path graph = write("model.onnx", TinyEncoder.external("model.onnx_data"));

        assertThatThrownBy(() -> version(graph))
                .isInstanceOfSatisfying(
                        ModelLoadException.class,
                        failure -> {
                            assertThat(failure.reason())
                                    .isEqualTo(ModelLoadException.Reason.MISSING_FILE);
                            assertThat(failure.remedy())
                                    .isEqualTo(
                                            "Put the file there. It is part of the export, belongs"
                                                + " next to the graph, and must keep its name.");
                        })
                .hasMessageContaining(folder.resolve("model.onnx_data").toString());
    }

    @Test
    void isFoundOnTheClassPath() throws IOException, URISyntaxException {
        URL root = Objects.requireNonNull(getClass().getResource("/bge-small-en-v1.5.onnx"));
        assertThat(root.getProtocol()).isIn("jar", "file");
        Path classes =
                Path.of(
                        ExternalDataTests.class
                                .getProtectionDomain()
                                .getCodeSource()
                                .getLocation()
                                .toURI());
        Path models = Files.createTempDirectory(classes, "external");
        Files.write(models.resolve("m.onnx"), TinyEncoder.external("m.bin"));
        TinyEncoder.writeWeights(models.resolve("m.bin"), 1, 2);

        GraphFile file =
                new ModelFiles(data)
                        .graph("mine", "classpath:" + models.getFileName() + "/m.onnx", null);

        assertThat(file.onnx().path().resolveSibling("m.bin")).exists();
        assertThat(file.digest()).contains("m.bin=");
    }

    @Test
    void isDownloadedNextToItsGraph() {
        String graph = new String(TinyEncoder.external("m.bin"), StandardCharsets.ISO_8859_1);
        server.answer("/a/m.onnx", "200 OK", "", graph);
        server.answer("/a/m.bin", "200 OK", "", "12345678");
        server.answer("/b/m.onnx", "200 OK", "", graph);
        server.answer("/b/m.bin", "200 OK", "", "abcdefgh");
        ModelFiles files = new ModelFiles(data, "http:");

        GraphFile first = files.graph("mine", server.url() + "/a/m.onnx", null);
        GraphFile second = files.graph("mine", server.url() + "/b/m.onnx", null);

        assertThat(first.onnx().path().resolveSibling("m.bin")).hasContent("12345678");
        assertThat(second.onnx().path().resolveSibling("m.bin")).hasContent("abcdefgh");
        assertThat(first.digest()).isNotEqualTo(second.digest());

        int requests = server.requests();
        assertThat(files.graph("mine", server.url() + "/a/m.onnx", null)).isEqualTo(first);
        assertThat(server.requests()).as("both are kept").isEqualTo(requests);
    }

    private Path write(String name, byte[] graph) throws IOException {
        return Files.write(folder.resolve(name), graph);
    }

    private String version(Path graph) {
        ModelSpec spec =
                new ModelSpec(
                        "mine",
                        "file:" + graph,
                        null,
                        TOKENIZER,
                        EmbeddingModules.of(Pooling.MEAN, true, null),
                        ModelPrompts.NONE,
                        64,
                        null);
        try (TextEncoder model =
                TextEncoder.load(
                        spec, new ModelFiles(data), new Device.Cpu(), new ThreadCounts(1, 1))) {
            return model.description().version();
        }
    }
}
