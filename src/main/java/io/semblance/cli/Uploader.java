package io.semblance.cli;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Uploads what is imported, and repeats an upload if the connection is lost or the service is busy.
 */
final class Uploader {

    private static final int MAX_ATTEMPTS = 8;
    private static final long NANOS_BETWEEN_LOOKS = TimeUnit.MILLISECONDS.toNanos(100);

    /** Without a byte sent or an answer for this long, the connection counts as lost. */
    private static final Duration MAX_STALL = Duration.ofMinutes(5);

    private static final Duration MAX_LOOKUP_TIME = Duration.ofSeconds(30);

    private final ServiceClient service;
    private final Progress progress;
    private final Backoff backoff;

    private volatile boolean sent;

    Uploader(ServiceClient service, Progress progress, Backoff backoff) {
        this.service = service;
        this.progress = progress;
        this.backoff = backoff;
    }

    /**
     * Uploads until the service has accepted it. An upload whose job exists is not sent.
     *
     * @param query of the request, with the question mark
     * @param key the idempotency key, none if null
     * @throws CommandException if it is refused, or cannot be sent
     */
    Job upload(Upload upload, String collection, String query, @Nullable String key) {
        String path = ServiceClient.path("/v1/collections/%s/documents/import", collection) + query;
        for (int attempt = 1; ; attempt++) {
            Job existing = key == null ? null : existing(collection, key);
            if (existing != null) {
                return existing;
            }
            AtomicLong count = new AtomicLong();
            sent = false;
            HttpRequest request = request(upload, path, key, count);
            boolean last = attempt == MAX_ATTEMPTS;
            try {
                HttpResponse<String> response = exchange(request, upload, count);
                boolean repeatable = !upload.isStandardInput() || count.get() == 0;
                if (!ServiceClient.isBusy(response) || last || !repeatable) {
                    return accepted(response);
                }
                progress.line("the service is busy; next attempt in a moment");
                Backoff.await(ServiceClient.retryAfter(response));
            } catch (IOException e) {
                if (attempt == 1 && isConnectFailure(e)) {
                    throw ServiceClient.unreachable(request, e);
                }
                if (last || (upload.isStandardInput() && count.get() > 0)) {
                    throw lost(upload, e);
                }
                Duration wait = backoff.after(attempt);
                progress.line(
                        "%s: connection lost (%s); attempt %d of %d in %s"
                                .formatted(
                                        upload.name(),
                                        e.getMessage(),
                                        attempt + 1,
                                        MAX_ATTEMPTS,
                                        Display.duration(wait)));
                Backoff.await(wait);
            }
        }
    }

    /**
     * Whether all bytes of the latest upload were sent, so that the service may have accepted it.
     */
    boolean isSent() {
        return sent;
    }

    /** The job of an earlier upload with a key; null if there is none. */
    private @Nullable Job existing(String collection, String key) {
        String path =
                ServiceClient.path("/v1/jobs?collection=%s&idempotencyKey=%s", collection, key);
        try {
            JsonNode jobs = service.json("GET", path, null, MAX_LOOKUP_TIME).path("jobs");
            return jobs.size() == 1 ? new Job(jobs.get(0)) : null;
        } catch (CommandException e) {
            if (e.exitStatus() == ExitStatus.INTERRUPTED) {
                throw e;
            }
            // The upload has the same problem and reports it, or it works without the answer.
            return null;
        }
    }

    private static boolean isConnectFailure(IOException e) {
        return e instanceof ConnectException || e instanceof HttpConnectTimeoutException;
    }

    private static Job accepted(HttpResponse<String> response) {
        if (response.statusCode() >= 300) {
            throw ServiceClient.failure(response, response.body());
        }
        return new Job(ServiceClient.parse(response));
    }

    private static CommandException lost(Upload upload, IOException e) {
        String remedy =
                upload.isStandardInput()
                        ? "standard input cannot be sent again; run the command again"
                        : "run the same command again to continue";
        return CommandException.unreachable(
                "%s: the connection was lost during the upload (%s); %s"
                        .formatted(upload.name(), e.getMessage(), remedy),
                e);
    }

    private HttpRequest request(
            Upload upload, String path, @Nullable String key, AtomicLong count) {
        HttpRequest.Builder request =
                service.request(path)
                        .header("Content-Type", upload.contentType())
                        .header("Accept", "application/json")
                        .POST(body(upload, count));
        if (upload.gzip()) {
            request.header("Content-Encoding", "gzip");
        }
        if (key != null) {
            request.header("Idempotency-Key", key);
        }
        return request.build();
    }

    private BodyPublisher body(Upload upload, AtomicLong count) {
        BodyPublisher stream =
                BodyPublishers.ofInputStream(() -> new CountedStream(upload.open(), count));
        long size = size(upload);
        if (size == 0) {
            return BodyPublishers.noBody();
        }
        return size < 0 ? stream : BodyPublishers.fromPublisher(stream, size);
    }

    private static long size(Upload upload) {
        try {
            return upload.size();
        } catch (IOException e) {
            throw new CommandException(
                    "%s cannot be read: %s".formatted(upload.name(), e.getMessage()), e);
        }
    }

    /** Sends one request, and shows its progress meanwhile. */
    private HttpResponse<String> exchange(HttpRequest request, Upload upload, AtomicLong count)
            throws IOException {
        UploadProgress shown = new UploadProgress(upload.name(), size(upload));
        CompletableFuture<HttpResponse<String>> response = service.send(request);
        long lastSent = -1;
        long lastNanos = System.nanoTime();
        while (true) {
            try {
                return response.get(NANOS_BETWEEN_LOOKS, TimeUnit.NANOSECONDS);
            } catch (TimeoutException stillSending) {
                long now = count.get();
                shown.show(progress, now);
                if (now != lastSent || upload.isStandardInput()) {
                    lastSent = now;
                    lastNanos = System.nanoTime();
                } else if (System.nanoTime() - lastNanos > MAX_STALL.toNanos()) {
                    response.cancel(true);
                    throw new IOException(
                            "nothing was sent or answered for " + Display.duration(MAX_STALL));
                }
            } catch (ExecutionException e) {
                throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
            } catch (InterruptedException e) {
                response.cancel(true);
                throw CommandException.interrupted(e);
            }
        }
    }

    /** Counts what the client has read in order to send it. */
    private final class CountedStream extends FilterInputStream {

        private final AtomicLong count;

        CountedStream(InputStream stream, AtomicLong count) {
            super(stream);
            this.count = count;
        }

        @Override
        public int read() throws IOException {
            int next = super.read();
            add(next < 0 ? -1 : 1);
            return next;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int read = super.read(buffer, offset, length);
            add(read);
            return read;
        }

        private void add(int read) {
            if (read < 0) {
                sent = true;
            } else {
                count.addAndGet(read);
            }
        }
    }
}
