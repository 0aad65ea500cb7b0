package io.semblance.web.jobs;

import io.semblance.jobs.Job;
import io.semblance.jobs.JobException;
import io.semblance.jobs.Jobs;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.jspecify.annotations.Nullable;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The progress of a job as server-sent events. The request's virtual thread waits between two
 * events.
 */
@RestController
final class JobEventRoutes {

    private static final Duration INTERVAL = Duration.ofMillis(500);

    /** Proxies close connections that are silent for a minute. */
    private static final Duration KEEP_ALIVE = Duration.ofSeconds(15);

    private final Jobs jobs;
    private final JsonMapper json;
    private final CountDownLatch closing = new CountDownLatch(1);

    JobEventRoutes(Jobs jobs, JsonMapper json) {
        this.jobs = jobs;
        this.json = json;
    }

    /** Ends all streams, so that the service can stop; clients connect again. */
    @EventListener(ContextClosedEvent.class)
    void close() {
        closing.countDown();
    }

    /**
     * Streams the progress of a job: an event {@code progress} when it has changed, without the
     * errors, and an event {@code finished} with the whole job at the end.
     */
    @GetMapping(path = "/v1/jobs/{job}/events", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    void events(
            @PathVariable("job") String id,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException, InterruptedException {
        JobView view = JobView.summary(jobs.summary(id));
        response.setContentType(MediaType.TEXT_EVENT_STREAM_VALUE);
        response.setCharacterEncoding(StandardCharsets.UTF_8);
        response.setHeader("Cache-Control", "no-cache");
        response.setHeader("X-Accel-Buffering", "no");
        if (request.getMethod().equals("HEAD")) {
            return;
        }
        PrintWriter events = response.getWriter();
        stream(id, view, events);
    }

    private void stream(String id, JobView first, PrintWriter events) throws InterruptedException {
        @Nullable JobView sent = null;
        JobView now = first;
        long silentNanos = 0;
        while (!events.checkError()) {
            if (!now.equals(sent)) {
                send(events, "progress", now);
                sent = now;
                silentNanos = 0;
            }
            if (now.finishedAt() != null) {
                send(events, "finished", JobView.whole(jobs.get(id)));
                return;
            }
            if (closing.await(INTERVAL.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
            silentNanos += INTERVAL.toNanos();
            if (silentNanos >= KEEP_ALIVE.toNanos()) {
                events.write(": keep-alive\n\n");
                silentNanos = 0;
            }
            Job job = reread(id);
            if (job == null) {
                return;
            }
            now = JobView.summary(job);
        }
    }

    /** The job now; null if it cannot be read, which ends the stream: the client connects again. */
    private @Nullable Job reread(String id) {
        try {
            return jobs.summary(id);
        } catch (JobException e) {
            return null;
        }
    }

    private void send(PrintWriter events, String name, JobView job) {
        events.write("event: " + name + "\ndata: " + json.writeValueAsString(job) + "\n\n");
        events.flush();
    }
}
