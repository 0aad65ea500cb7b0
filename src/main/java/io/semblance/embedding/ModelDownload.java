package io.semblance.embedding;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A download of one file of a model. It may take any time while bytes arrive, ends when none do for
 * a while, and ends at once when its thread is interrupted.
 */
final class ModelDownload {

    /** How long a download goes on without a byte. */
    static final Duration STALL_TIMEOUT = Duration.ofSeconds(60);

    private static final Duration LOOK = Duration.ofMillis(500);

    /** What Hugging Face's hub says of a large file before it redirects: its SHA-256, quoted. */
    private static final String HUB_DIGEST = "X-Linked-Etag";

    private static final Pattern SHA256 = Pattern.compile("\"?([0-9a-fA-F]{64})\"?");

    private final String model;
    private final URI uri;
    private final Duration stallTimeout;

    /**
     * @param model for whom, for messages
     * @param stallTimeout how long the download goes on without a byte
     */
    ModelDownload(String model, URI uri, Duration stallTimeout) {
        this.model = model;
        this.uri = uri;
        this.stallTimeout = stallTimeout;
    }

    /**
     * Downloads the file and moves it to the target once it is whole and has the right digest: the
     * one that is asked for, or else the one that the server gives.
     *
     * @param sha256 in lower-case hexadecimal; null if any will do
     * @throws ModelLoadException if the server has no such file, stops sending it, or sends another
     * @throws EngineClosedException if the thread is interrupted
     */
    void to(Path target, @Nullable String sha256) throws IOException {
        Path part = Files.createTempFile(target.getParent(), target.getFileName().toString(), "");
        try (HttpClient client =
                HttpClient.newBuilder()
                        .followRedirects(HttpClient.Redirect.NORMAL)
                        .connectTimeout(stallTimeout)
                        .build()) {
            try {
                HttpResponse<Path> response = receive(client, part);
                check(response, part, sha256);
                Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                // Not an orderly end: what was given up would be waited for.
                client.shutdownNow();
            }
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private HttpResponse<Path> receive(HttpClient client, Path part) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(uri).build();
        CompletableFuture<HttpResponse<Path>> response = client.sendAsync(request, into(part));
        try {
            long bytes = 0;
            long arrivedNanos = System.nanoTime();
            while (true) {
                try {
                    return response.get(LOOK.toNanos(), TimeUnit.NANOSECONDS);
                } catch (TimeoutException e) {
                    long now = Files.size(part);
                    if (now > bytes) {
                        bytes = now;
                        arrivedNanos = System.nanoTime();
                    } else if (System.nanoTime() - arrivedNanos > stallTimeout.toNanos()) {
                        throw stalled(bytes, e);
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EngineClosedException();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException failure
                    ? failure
                    : new IOException(e.getCause());
        } finally {
            response.cancel(true);
        }
    }

    /** The body of an answer that is no file is not kept. */
    private static BodyHandler<Path> into(Path part) {
        return head ->
                head.statusCode() == 200
                        ? BodySubscribers.ofFile(part)
                        : BodySubscribers.mapping(BodySubscribers.discarding(), _ -> part);
    }

    private ModelLoadException stalled(long bytes, Throwable cause) {
        return new ModelLoadException(
                "model '%s': %s sent %d bytes and then nothing for %d s"
                        .formatted(model, uri, bytes, stallTimeout.toSeconds()),
                "It is tried again with a later request. Or download the file and give it as"
                        + " file:.",
                cause);
    }

    private void check(HttpResponse<Path> response, Path part, @Nullable String sha256)
            throws IOException {
        if (response.statusCode() != 200) {
            throw new ModelLoadException(
                    "model '%s': %s answered with status %d"
                            .formatted(model, uri, response.statusCode()),
                    "Correct the configured location, or download the file and give it as file:.",
                    null);
        }
        String expected = sha256 != null ? sha256 : digestOfServer(response).orElse(null);
        if (expected == null) {
            return;
        }
        String received = ModelFile.read(part).sha256();
        if (!received.equals(expected)) {
            throw new ModelLoadException(
                    "model '%s': %s has the SHA-256 %s, expected %s"
                            .formatted(model, uri, received, expected),
                    "The file was damaged on its way or is of another release. Correct the digest"
                            + " (#sha256=…) in the configured location, or name the release in it.",
                    null);
        }
    }

    /** What the server that was asked first says, or one that it redirected to. */
    private static Optional<String> digestOfServer(HttpResponse<Path> response) {
        Optional<String> digest =
                response.headers()
                        .firstValue(HUB_DIGEST)
                        .map(SHA256::matcher)
                        .filter(Matcher::matches)
                        .map(matcher -> matcher.group(1).toLowerCase(Locale.ROOT));
        return digest.isPresent()
                ? digest
                : response.previousResponse().flatMap(ModelDownload::digestOfServer);
    }
}
