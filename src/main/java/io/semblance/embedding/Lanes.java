package io.semblance.embedding;

import io.semblance.embedding.EmbedRequest.Admission;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The threads that run the models. Some take any work, and one more takes only queries, so that a
 * query never waits for a bulk run to end. Thread-safe.
 */
final class Lanes implements AutoCloseable {

    private final WorkQueue queue;
    private final Duration maxWait;
    private final List<Thread> threads = new ArrayList<>();

    /**
     * @param count threads that take any work
     * @param maxWait how long a write waits for room in the queue
     */
    Lanes(
            WorkQueue queue,
            int count,
            Duration maxWait,
            Throughputs throughputs,
            EngineMetrics metrics) {
        this.queue = queue;
        this.maxWait = maxWait;
        for (int i = 0; i <= count; i++) {
            boolean queriesOnly = i == count;
            threads.add(
                    Thread.ofPlatform()
                            .daemon()
                            .name(queriesOnly ? "lane-queries" : "lane-" + i)
                            .start(new Lane(queue, queriesOnly, throughputs, metrics)));
        }
    }

    /**
     * Puts a job into the queue and waits for it.
     *
     * @return what the model yields for each of its encodings
     */
    float[][] run(Job job, Admission admission) {
        List<Work> works = job.works();
        try {
            switch (admission) {
                case FAIL_FAST -> queue.offer(works);
                case WAIT -> waitForRoom(job, works);
            }
            return job.await();
        } catch (EmbeddingException e) {
            queue.withdraw(works);
            throw e;
        }
    }

    private void waitForRoom(Job job, List<Work> works) {
        try {
            queue.put(works, maxWait);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            job.fail(CallerGoneException.interrupted());
        } catch (EmbeddingException e) {
            job.fail(e);
            throw e;
        }
    }

    /** Ends the threads after the batches they run now; whoever still waits is told. */
    @Override
    public void close() {
        queue.close().forEach(work -> work.fail(new EngineClosedException()));
        threads.forEach(Lanes::joinUninterruptibly);
    }

    private static void joinUninterruptibly(Thread lane) {
        boolean interrupted = false;
        while (lane.isAlive()) {
            try {
                lane.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
