package io.semblance.cli;

import java.time.Duration;
import java.util.function.Consumer;

/**
 * Follows a job to its end, by its events if the service sends them, and by requests while it does
 * not: after a lost connection or a restart of the service, it connects again.
 */
final class JobFollower {

    /** Events come at most every half second, but only if the job makes progress. */
    private static final Duration MAX_SILENCE = Duration.ofSeconds(15);

    private static final Duration MAX_RESPONSE_TIME = Duration.ofSeconds(30);
    private static final int MAX_FAILURES = 24;
    private static final Backoff BACKOFF =
            new Backoff(Duration.ofMillis(500), Duration.ofSeconds(30));

    private final ServiceClient service;
    private final Backoff backoff;
    private final int maxFailures;
    private final Progress progress;

    JobFollower(ServiceClient service, Progress progress) {
        this(service, progress, BACKOFF, MAX_FAILURES);
    }

    /**
     * Creates a follower.
     *
     * @param maxFailures how often in succession the service may be out of reach
     */
    JobFollower(ServiceClient service, Progress progress, Backoff backoff, int maxFailures) {
        this.service = service;
        this.progress = progress;
        this.backoff = backoff;
        this.maxFailures = maxFailures;
    }

    /**
     * Waits until the job has finished.
     *
     * @param watcher gets every description of the job
     * @return the finished job with its errors
     * @throws CommandException if there is no such job, or the service stays out of reach
     */
    Job follow(String id, Consumer<Job> watcher) {
        int streams = 0;
        while (true) {
            Job job = request(id);
            watcher.accept(job);
            if (job.isFinished()) {
                return job;
            }
            boolean[] described = {false};
            Consumer<Job> noting =
                    each -> {
                        described[0] = true;
                        watcher.accept(each);
                    };
            if (readEvents(id, noting)) {
                // The description at the end of the events may have been cut; this one is whole.
                return request(id);
            }
            streams = described[0] ? 1 : streams + 1;
            Backoff.await(backoff.after(streams));
        }
    }

    /** Returns whether the job finished; otherwise there are no more events. */
    private boolean readEvents(String id, Consumer<Job> watcher) {
        try (JobEvents events = new JobEvents(service.open(Job.path(id) + "/events").body())) {
            while (true) {
                switch (events.next(MAX_SILENCE)) {
                    case JobEvents.Event.Described(Job job) -> {
                        watcher.accept(job);
                        if (job.isFinished()) {
                            return true;
                        }
                    }
                    case JobEvents.Event.Silence() -> {
                        if (request(id).isFinished()) {
                            return true;
                        }
                    }
                    case JobEvents.Event.Ended(String reason) -> {
                        return false;
                    }
                }
            }
        } catch (CommandException e) {
            if (e.exitStatus() == ExitStatus.INTERRUPTED) {
                throw e;
            }
            // The next request for the job finds out whether more than the events is missing.
            return false;
        }
    }

    /** Requests the job, repeatedly if the service is out of reach. */
    private Job request(String id) {
        for (int failures = 1; ; failures++) {
            try {
                return new Job(service.json("GET", Job.path(id), null, MAX_RESPONSE_TIME));
            } catch (CommandException e) {
                if (!e.isUnreachable() || failures > maxFailures) {
                    throw e;
                }
                Duration wait = backoff.after(failures);
                progress.line(
                        "connection lost; next attempt in %s".formatted(Display.duration(wait)));
                Backoff.await(wait);
            }
        }
    }
}
