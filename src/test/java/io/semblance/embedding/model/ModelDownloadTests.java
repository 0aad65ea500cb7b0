package io.semblance.embedding.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.semblance.TestWaits;
import io.semblance.embedding.EngineClosedException;
import io.semblance.embedding.ModelLoadException;
import io.semblance.value.Sha256;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Downloads from a server that does not do what it should. */
@Timeout(60)
class ModelDownloadTests {

    private static final String BODY = "a graph";
    private static final String DIGEST =
            HexFormat.of()
                    .formatHex(Sha256.digest().digest(BODY.getBytes(StandardCharsets.US_ASCII)));
    private static final String OTHER_DIGEST = "0".repeat(64);

    @TempDir private Path folder;

    private final FileServer server = new FileServer();

    @AfterEach
    void stop() {
        server.close();
    }

    private void download(String path, @Nullable String sha256) throws IOException {
        new ModelDownload("mine", URI.create(server.url() + path), Duration.ofSeconds(1))
                .to(folder.resolve("m.onnx"), sha256);
    }

    private void assertNothingIsLeft() throws IOException {
        try (var files = Files.list(folder)) {
            assertThat(files).isEmpty();
        }
    }

    @Test
    void fileIsThereOnceItIsWhole() throws IOException {
        server.answer("/m.onnx", "200 OK", "", BODY);
        download("/m.onnx", DIGEST);

        assertThat(folder.resolve("m.onnx")).hasContent(BODY);
        try (var files = Files.list(folder)) {
            assertThat(files).hasSize(1);
        }
    }

    @Test
    void fileOfAnotherDigestIsRefusedWithBoth() throws IOException {
        server.answer("/m.onnx", "200 OK", "", BODY);
        assertThatThrownBy(() -> download("/m.onnx", OTHER_DIGEST))
                .isInstanceOf(ModelLoadException.class)
                .hasMessageContaining(DIGEST)
                .hasMessageContaining("expected " + OTHER_DIGEST);
        assertNothingIsLeft();
    }

    /** As Hugging Face's hub answers for a file in its large file storage. */
    @Test
    void digestThatTheHubGivesIsVerified() throws IOException {
        server.answer(
                "/good.onnx",
                "302 Found",
                "X-Linked-Etag: \"%s\"\r\nLocation: /cdn\r\n".formatted(DIGEST),
                "");
        server.answer(
                "/bad.onnx",
                "302 Found",
                "X-Linked-Etag: \"%s\"\r\nLocation: /cdn\r\n".formatted(OTHER_DIGEST),
                "");
        server.answer("/cdn", "200 OK", "ETag: \"not-a-digest\"\r\n", BODY);

        assertThatThrownBy(() -> download("/bad.onnx", null))
                .hasMessageContaining("expected " + OTHER_DIGEST);
        assertNothingIsLeft();
        download("/good.onnx", null);
        assertThat(folder.resolve("m.onnx")).hasContent(BODY);
    }

    @Test
    void answerThatIsNoFileIsRefused() throws IOException {
        server.answer("/m.onnx", "404 Not Found", "", "no such file");
        assertThatThrownBy(() -> download("/m.onnx", null))
                .isInstanceOf(ModelLoadException.class)
                .hasMessageContaining("status 404");
        assertNothingIsLeft();
    }

    @Test
    void fileThatEndsEarlyIsRefused() throws IOException {
        server.answerPart("/m.onnx", BODY, 1_000_000, true);
        assertThatThrownBy(() -> download("/m.onnx", null)).isInstanceOf(IOException.class);
        assertNothingIsLeft();
    }

    @Test
    void serverThatStopsSendingIsGivenUp() throws IOException {
        server.answerPart("/m.onnx", BODY, 1_000_000, false);
        assertThatThrownBy(() -> download("/m.onnx", null))
                .isInstanceOf(ModelLoadException.class)
                .hasMessageContaining("sent 7 bytes and then nothing for 1 s");
        assertNothingIsLeft();
    }

    @Test
    void serverThatNeverAnswersIsGivenUp() throws IOException {
        server.ignore("/m.onnx");
        assertThatThrownBy(() -> download("/m.onnx", null))
                .isInstanceOf(ModelLoadException.class)
                .hasMessageContaining("sent 0 bytes and then nothing for 1 s");
        assertNothingIsLeft();
    }

    @Test
    void interruptEndsADownloadAtOnce() throws Exception {
        server.answerPart("/m.onnx", BODY, 1_000_000, false);
        CompletableFuture<@Nullable Void> failure = new CompletableFuture<>();
        Thread thread =
                Thread.ofPlatform()
                        .start(() -> {
                            try {
                                new ModelDownload(
                                                "mine",
                                                URI.create(server.url() + "/m.onnx"),
                                                Duration.ofDays(1))
                                        .to(folder.resolve("m.onnx"), null);
                                failure.complete(null);
                            } catch (IOException | RuntimeException e) {
                                failure.completeExceptionally(e);
                            }
                        });
        TestWaits.until("the download has begun", server::hasRequests);
        thread.interrupt();

        assertThatThrownBy(failure::join)
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(EngineClosedException.class);
        thread.join();
        assertNothingIsLeft();
    }
}
