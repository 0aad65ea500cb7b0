package io.semblance.ingest.files;

import io.semblance.ingest.files.FileRefusedException.Reason;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.util.FileSystemUtils;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * A parser in a process of its own. It parses one file at a time. Not thread-safe, except {@link
 * #close}.
 */
final class ParserProcess implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(ParserProcess.class);

    /** The longest time to start a JVM, also on a busy machine. */
    private static final Duration START_TIME = Duration.ofSeconds(60);

    /** The longest time for a process to end after it was killed or closed its output. */
    private static final Duration END_TIME = Duration.ofSeconds(10);

    /** The exit status of a JVM whose heap is full, with ExitOnOutOfMemoryError. */
    private static final int OUT_OF_MEMORY = 3;

    private final FileProperties properties;
    private final ScheduledExecutorService timer;
    private final Path folder;
    private final Process process;
    private final DataOutputStream requests;
    private final DataInputStream replies;
    private volatile boolean late;
    private volatile boolean closed;

    private ParserProcess(
            FileProperties properties,
            ScheduledExecutorService timer,
            Path folder,
            Process process) {
        this.properties = properties;
        this.timer = timer;
        this.folder = folder;
        this.process = process;
        this.requests = new DataOutputStream(new BufferedOutputStream(process.getOutputStream()));
        this.replies = new DataInputStream(new BufferedInputStream(process.getInputStream()));
    }

    /**
     * Starts a parser and waits until it is ready.
     *
     * @param timer ends a parser that takes too long
     * @throws IllegalStateException if it does not start
     */
    static ParserProcess start(FileProperties properties, ScheduledExecutorService timer) {
        try {
            Path folder = Files.createTempDirectory("semblance-files-");
            Process process = ParserCommand.ofThisProcess(properties.memory()).start(folder);
            var parser = new ParserProcess(properties, timer, folder, process);
            parser.awaitReady();
            return parser;
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "the process that reads files could not be started: " + e.getMessage(), e);
        }
    }

    private void awaitReady() {
        Future<?> limit = killAfter(START_TIME);
        boolean ready;
        try {
            ready = replies.readByte() == ParseReply.READY;
        } catch (IOException e) {
            log.debug("The parser ended before it was ready", e);
            ready = false;
        } finally {
            limit.cancel(false);
        }
        if (!ready) {
            int status = exitStatus();
            close();
            throw new IllegalStateException(
                    "the process that reads files did not start: exit status %d; check that the machine has %s of free memory (semblance.files.memory) and that the temporary folder can be written"
                            .formatted(status, properties.memory()));
        }
        log.debug("Started a parser, process {}", process.pid());
    }

    /**
     * Parses a file.
     *
     * @throws FileRefusedException if the file cannot be read; this process has then ended if the
     *     reason is {@link Reason#TIMEOUT} or {@link Reason#PARSER_CRASHED}
     */
    ParseReply.Parsed parse(ParseRequest request) {
        Future<?> limit = killAfter(properties.timeout());
        ParseReply reply;
        try {
            request.writeTo(requests);
            reply = ParseReply.readFrom(replies);
        } catch (IOException e) {
            log.debug("The parser ended while it read a file", e);
            FileRefusedException ended = ended();
            close();
            throw ended;
        } finally {
            limit.cancel(false);
        }
        return switch (reply) {
            case ParseReply.Parsed parsed -> parsed;
            case ParseReply.Refused refused ->
                    throw new FileRefusedException(refused.reason(), refused.message());
        };
    }

    private Future<?> killAfter(Duration time) {
        return timer.schedule(
                () -> {
                    late = true;
                    process.destroyForcibly();
                },
                time.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    private FileRefusedException ended() {
        if (late) {
            return new FileRefusedException(
                    Reason.TIMEOUT,
                    "the file was not read within %d s; split it, or raise semblance.files.timeout"
                            .formatted(properties.timeout().toSeconds()));
        }
        int status = exitStatus();
        return new FileRefusedException(
                Reason.PARSER_CRASHED,
                status == OUT_OF_MEMORY
                        ? "the file needs more than the %d MB of memory that a parser has; split it, or raise semblance.files.memory"
                                .formatted(properties.memory().toMegabytes())
                        : "the parser ended with status %d while it read the file; the file is probably damaged"
                                .formatted(status));
    }

    /** The exit status; -1 if the process does not end although it was killed. */
    private int exitStatus() {
        try {
            return process.waitFor(END_TIME.toSeconds(), TimeUnit.SECONDS)
                    ? process.exitValue()
                    : -1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return -1;
        }
    }

    /** Whether it can parse another file. */
    boolean isAlive() {
        return !closed && process.isAlive();
    }

    /** Ends the process and deletes its temporary files. */
    @Override
    public void close() {
        closed = true;
        process.destroyForcibly();
        log.debug("A parser ended with status {}", exitStatus());
        try {
            var _ = FileSystemUtils.deleteRecursively(folder);
        } catch (IOException e) {
            log.debug("The temporary files of a parser could not be deleted", e);
        }
    }
}
