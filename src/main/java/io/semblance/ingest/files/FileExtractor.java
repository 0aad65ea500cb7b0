package io.semblance.ingest.files;

import io.semblance.ingest.files.FileRefusedException.Reason;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.stereotype.Component;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Reads files as text, each in a parser of its own process. A parser is used for many files; it
 * starts when a file needs it, and ends after a minute without a file. No process and no thread
 * starts before the first file. Thread-safe: calls beyond the number of parsers wait, in the order
 * of arrival.
 */
@Component
@EnableConfigurationProperties(FileProperties.class)
public final class FileExtractor implements AutoCloseable {

    private static final long IDLE_SECONDS = 60;

    private final FileProperties properties;
    private final int maxCharacters;
    private final Semaphore permits;
    private final Deque<Idle> idle = new ArrayDeque<>();

    private final Set<ParserProcess> busy = new HashSet<>();
    private final ScheduledThreadPoolExecutor timer = timer();
    private long waits;
    private boolean closed;

    FileExtractor(
            FileProperties properties,
            @Value("${semblance.limits.document-characters:10000000}") int documentCharacters) {
        this.properties = properties;
        this.maxCharacters =
                Objects.requireNonNullElse(properties.characters(), documentCharacters);
        this.permits = new Semaphore(properties.parsers(), true);
    }

    /** Its thread starts with the first task. After {@link #close} it ignores new tasks. */
    private static ScheduledThreadPoolExecutor timer() {
        var timer =
                new ScheduledThreadPoolExecutor(
                        1,
                        Thread.ofPlatform().daemon().name("semblance-files").factory(),
                        (_, _) -> {});
        timer.setRemoveOnCancelPolicy(true);
        return timer;
    }

    /**
     * A parser that waits for a file.
     *
     * @param number differs each time that the parser begins to wait
     */
    private record Idle(ParserProcess parser, long number) {}

    /**
     * Reads a file; waits for a free parser first.
     *
     * @param file is only read, and must not change during the call
     * @param name of the file, as the client gave it; its ending helps to recognise the type
     * @param contentType as the client gave it; null if it gave none
     * @throws FileRefusedException if the file cannot be read as text
     * @throws IllegalStateException if no parser can be started, or this was closed; the file may
     *     be read later
     * @throws UncheckedIOException if the file does not exist or cannot be opened
     */
    public ExtractedFile extract(Path file, String name, @Nullable String contentType) {
        try {
            if (Files.size(file) == 0) {
                throw new FileRefusedException(Reason.EMPTY, "the file has 0 bytes");
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the uploaded file cannot be read", e);
        }
        String path = file.toAbsolutePath().toString();
        ParseRequest request = new ParseRequest(path, name, contentType, maxCharacters);
        acquire();
        try {
            return extracted(request.name(), parse(request));
        } finally {
            permits.release();
        }
    }

    private void acquire() {
        try {
            permits.acquire();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for a parser", e);
        }
    }

    private ParseReply.Parsed parse(ParseRequest request) {
        ParserProcess parser = take();
        try {
            return parser.parse(request);
        } catch (FileRefusedException e) {
            requireOpen();
            throw e;
        } finally {
            put(parser);
        }
    }

    private ParserProcess take() {
        ParserProcess waiting = waiting();
        return waiting != null ? waiting : begin(ParserProcess.start(properties, timer));
    }

    private synchronized ParserProcess begin(ParserProcess parser) {
        if (closed) {
            parser.close();
        }
        requireOpen();
        busy.add(parser);
        return parser;
    }

    private synchronized @Nullable ParserProcess waiting() {
        requireOpen();
        for (Idle next = idle.poll(); next != null; next = idle.poll()) {
            if (next.parser().isAlive()) {
                return begin(next.parser());
            }
            next.parser().close();
        }
        return null;
    }

    private synchronized void put(ParserProcess parser) {
        busy.remove(parser);
        if (closed || !parser.isAlive()) {
            parser.close();
            return;
        }
        Idle entry = new Idle(parser, waits++);
        idle.push(entry);
        var _ = timer.schedule(() -> end(entry), IDLE_SECONDS, TimeUnit.SECONDS);
    }

    /** Ends a parser that still waits. */
    private synchronized void end(Idle entry) {
        if (idle.removeIf(entry::equals)) {
            entry.parser().close();
        }
    }

    private synchronized void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the service is stopping; the file was not read");
        }
    }

    private static ExtractedFile extracted(String name, ParseReply.Parsed parsed) {
        Map<String, Object> source = new LinkedHashMap<>();
        source.put("file", name);
        source.putAll(parsed.source());
        return new ExtractedFile(
                parsed.title(), parsed.text(), parsed.sections(), Map.of("source", source));
    }

    /** Ends all parsers; a call that is in progress fails. */
    @Override
    public synchronized void close() {
        closed = true;
        idle.forEach(each -> each.parser().close());
        busy.forEach(ParserProcess::close);
        idle.clear();
        timer.shutdownNow();
    }
}
