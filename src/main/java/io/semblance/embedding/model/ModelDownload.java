package io.semblance.embedding.model;

import io.semblance.embedding.EngineClosedException;
import io.semblance.embedding.ModelLoadException;

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
 * A download of one file of a model. It may take any time as long as bytes arrive. It fails if none
 * arrive for a while, and ends at once when its thread is interrupted.
 */
final class ModelDownload {

    /** Maximum time without a byte. */
    static final Duration STALL_TIMEOUT = Duration.ofSeconds(60);

    private static final Duration POLL = Duration.ofMillis(500);

    /**
     * Header in which the Hugging Face hub sends the SHA-256 of a large file before it redirects,
     * in quotation marks.
     */
    private static final String HUB_DIGEST = "X-Linked-Etag";

    private static final Pattern SHA256 = Pattern.compile("\"?([0-9a-fA-F]{64})\"?");

    private final String model;
    private final URI uri;
    private final Duration stallTimeout;

    /**
     * Creates a download.
     *
     * @param model id of the model, for messages
     * @param uri the address of the file
     * @param stallTimeout maximum time without a byte
     */
    ModelDownload(String model, URI uri, Duration stallTimeout) {
        this.model = model;
        this.uri = uri;
        this.stallTimeout = stallTimeout;
    }

    /**
     * Downloads the file, and moves it to the target when it is complete and has the right digest:
     * the given one, or else the one that the server sends.
     *
     * @param target where to put the file
     * @param sha256 the expected digest in lower-case hexadecimal; null for any
     * @throws ModelLoadException if the server does not have the file, stops sending it, or sends
     *     another one
     * @throws EngineClosedException if the thread is interrupted
     * @throws IOException if the connection or the file system fails
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
                // An orderly shutdown would wait for an aborted request.
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
                    return response.get(POLL.toNanos(), TimeUnit.NANOSECONDS);
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

    /** Returns a handler that discards the body of an error. */
    private static BodyHandler<Path> into(Path part) {
        return head ->
                head.statusCode() == 200
                        ? BodySubscribers.ofFile(part)
                        : BodySubscribers.mapping(BodySubscribers.discarding(), _ -> part);
    }

    private ModelLoadException stalled(long bytes, Throwable cause) {
        return new ModelLoadException(
                ModelLoadException.Reason.UNREADABLE,
                "model '%s': %s sent %d bytes and then nothing for %d s"
                        .formatted(model, uri, bytes, stallTimeout.toSeconds()),
                "A later request tries again. Or download the file and configure it with file:.",
                cause);
    }

    private void check(HttpResponse<Path> response, Path part, @Nullable String sha256)
            throws IOException {
        if (response.statusCode() != 200) {
            throw new ModelLoadException(
                    isTransient(response.statusCode())
                            ? ModelLoadException.Reason.UNREADABLE
                            : ModelLoadException.Reason.MISSING_FILE,
                    "model '%s': %s responded with status %d"
                            .formatted(model, uri, response.statusCode()),
                    "Correct the configured location, or download the file and configure it with"
                            + " file:.",
                    null);
        }
        String expected = sha256 != null ? sha256 : digestOfServer(response).orElse(null);
        if (expected == null) {
            return;
        }
        String received = ModelFile.read(part).sha256();
        if (!received.equals(expected)) {
            throw new ModelLoadException(
                    ModelLoadException.Reason.DAMAGED_FILE,
                    "model '%s': %s has the SHA-256 %s, expected %s"
                            .formatted(model, uri, received, expected),
                    "The file was damaged during the download or belongs to another release."
                        + " Correct the digest (#sha256=…) in the configured location, or specify"
                        + " the release in it.",
                    null);
        }
    }

    private static boolean isTransient(int status) {
        return status >= 500 || status == 408 || status == 429;
    }

    /** Returns the digest that the requested server sends, or one that it redirected to. */
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
