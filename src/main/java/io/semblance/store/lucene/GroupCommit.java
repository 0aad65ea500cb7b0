package io.semblance.store.lucene;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Makes the writes of many threads durable with few commits. If no commit is running, the calling
 * thread runs one for all waiting threads; threads that arrive during a commit share the next one.
 * Thread-safe.
 */
final class GroupCommit {

    /** Makes everything that was written before it durable and visible. */
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
     * Waits until everything that the calling thread has written is durable.
     *
     * @throws IOException if the commit failed; the writes may or may not be durable
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
                    runCommit();
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private void runCommit() {
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
