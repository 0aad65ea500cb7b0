package io.semblance.cli;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/** A job's server-sent events. A thread of its own reads them, so that silence can be noticed. */
final class JobEvents implements AutoCloseable {

    private static final int CAPACITY = 16;

    private final InputStream body;
    private final BlockingQueue<Event> events = new ArrayBlockingQueue<>(CAPACITY);
    private final Thread reader;

    /** What the stream had next. */
    sealed interface Event {

        /** A description of the job. */
        record Described(Job job) implements Event {}

        /** The stream has ended, or it broke. */
        record Ended(String reason) implements Event {}

        /** Nothing for as long as the caller waited. */
        record Silence() implements Event {}
    }

    JobEvents(InputStream body) {
        this.body = body;
        this.reader = Thread.ofVirtual().name("job-events").start(this::read);
    }

    /** Waits for the next event. */
    Event next(Duration wait) {
        try {
            Event event = events.poll(wait.toMillis(), TimeUnit.MILLISECONDS);
            return event == null ? new Event.Silence() : event;
        } catch (InterruptedException e) {
            throw CommandException.interrupted(e);
        }
    }

    private void read() {
        try {
            events.put(new Event.Ended(readToEnd()));
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns why the stream ended. */
    private String readToEnd() throws InterruptedException {
        try (var lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
            StringBuilder data = new StringBuilder();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String part = dataOf(line);
                if (part != null) {
                    data.append(part).append('\n');
                } else if (line.isEmpty() && !data.isEmpty()) {
                    Job job = new Job(JsonMapper.shared().readTree(data.toString()));
                    events.put(new Event.Described(job));
                    data.setLength(0);
                }
            }
            return "the stream of events ended";
        } catch (IOException | JacksonException | CommandException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private static @Nullable String dataOf(String line) {
        if (!line.startsWith("data:")) {
            return null;
        }
        return line.substring(line.startsWith("data: ") ? 6 : 5);
    }

    @Override
    public void close() {
        reader.interrupt();
        try {
            body.close();
        } catch (IOException alreadyClosed) {
            return;
        }
    }
}
