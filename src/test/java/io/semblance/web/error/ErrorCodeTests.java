package io.semblance.web.error;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** No code is made that is not documented, or that no test has provoked. */
class ErrorCodeTests {

    @ParameterizedTest
    @EnumSource(ErrorCode.class)
    void everyCodeIsDocumented(ErrorCode code) throws IOException {
        assertThat(Files.readString(Path.of("docs/api.md"))).contains("`" + code.id() + "`");
    }

    /**
     * Tests compare codes as answers spell them. The dialect of text-embeddings-inference has none,
     * so what only it says is not found so; and nobody reads that he is gone.
     */
    @ParameterizedTest
    @EnumSource(
            value = ErrorCode.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"WRONG_MODEL_TYPE", "NOT_READY", "TOO_MANY_TOKENS", "CALLER_GONE"})
    void everyCodeIsProvoked(ErrorCode code) throws IOException {
        try (Stream<Path> tests = Files.walk(Path.of("src/test/java/io/semblance/web"))) {
            List<Path> provoking =
                    tests.filter(file -> file.toString().endsWith("Tests.java"))
                            .filter(file -> mentions(file, code.id()))
                            .toList();

            assertThat(provoking).isNotEmpty();
        }
    }

    private static boolean mentions(Path file, String id) {
        try {
            return Files.readString(file).matches("(?s).*\\b" + id + "\\b.*");
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
