package io.semblance.store.lucene;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Makes the writes of many threads durable by few commits: whoever finds no commit running runs one
 * for all that wait, and those who come meanwhile are served by the next. Thread-safe.
 */
final class GroupCommit {

    /** What makes everything written so far durable and visible. */
    @FunctionalInterface
    interface Commit {
        void run() throws IOException;
    }

    private final Commit commit;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition ended = lock.newCondition();
    private long requested;
    private long durable;
    private long failed;
    private @Nullable IOException failure;
    private boolean running;

    GroupCommit(Commit commit) {
        this.commit = commit;
    }

    /**
     * Returns when all that the calling thread wrote before is durable.
     *
     * @throws IOException if the commit failed; it may or may not be durable then
     */
    void await() throws IOException {
        lock.lock();
        try {
            long ticket = ++requested;
            while (durable < ticket) {
                if (failed >= ticket && failure != null) {
                    throw new IOException("the commit failed: " + failure.getMessage(), failure);
                }
                if (running) {
                    ended.awaitUninterruptibly();
                } else {
                    lead();
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private void lead() {
        long last = requested;
        running = true;
        lock.unlock();
        IOException cause = null;
        boolean done = false;
        try {
            commit.run();
            done = true;
        } catch (IOException e) {
            cause = e;
        } finally {
            lock.lock();
            running = false;
            if (done) {
                durable = last;
            } else if (cause != null) {
                failed = last;
                failure = cause;
            }
            ended.signalAll();
        }
    }
}
