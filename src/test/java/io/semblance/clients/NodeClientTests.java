package io.semblance.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.semblance.web.HttpTests;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * OpenAI's, Hugging Face's and LangChain's clients for JavaScript against a running service: the
 * project {@code src/test/clients/node}. It needs Node.js 20 or newer with npm.
 */
class NodeClientTests extends HttpTests {

    private static final Path PROJECT = Path.of("src/test/clients/node");
    private static final Path INSTALLED = Path.of("target/clients/node");

    /** The libraries, exactly those of the lock file; once they are there nothing is fetched. */
    @BeforeAll
    static void install() throws Exception {
        Files.createDirectories(INSTALLED);
        boolean changed = false;
        try (var files = Files.list(PROJECT)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = INSTALLED.resolve(file.getFileName());
                if (!Files.exists(copy) || Files.mismatch(file, copy) >= 0) {
                    changed |= file.getFileName().toString().startsWith("package");
                    Files.write(copy, Files.readAllBytes(file));
                }
            }
        }
        // npm writes it when everything is there.
        if (changed || !Files.exists(INSTALLED.resolve("node_modules/.package-lock.json"))) {
            assertThat(run(Map.of(), "npm", "ci")).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "huggingface", "langchain"})
    void clientWorksUnchanged(String client) throws Exception {
        assertThat(
                        run(
                                Map.of("SEMBLANCE_URL", "http://127.0.0.1:" + port),
                                "node",
                                "--test",
                                client + ".test.mjs"))
                .as("what it reported is above")
                .isZero();
    }

    private static int run(Map<String, String> environment, String... command)
            throws InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder(List.of(command))
                        .directory(INSTALLED.toFile())
                        .redirectErrorStream(true);
        builder.environment().putAll(environment);
        try {
            Process process = builder.start();
            process.getOutputStream().close();
            System.out.print(
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
            return process.waitFor();
        } catch (IOException e) {
            throw new AssertionError(
                    "%s cannot be run: %s. These tests need Node.js 20 or newer with npm: apt-get install nodejs npm, or see nodejs.org"
                            .formatted(command[0], e.getMessage()),
                    e);
        }
    }
}
