package io.semblance.embedding;

import java.util.NavigableSet;
import java.util.TreeSet;

/** The waiting texts of one request. Not thread-safe. */
final class WaitingRequest {

    private final Job job;
    private final double finish;
    private final long sequence;
    private final NavigableSet<Work> byLength = new TreeSet<>(WaitingTexts.BY_LENGTH);
    private long tokens;

    /**
     * @param finish its virtual finish, see {@link FairClock}
     * @param sequence its place in the order of arrival
     */
    WaitingRequest(Job job, double finish, long sequence) {
        this.job = job;
        this.finish = finish;
        this.sequence = sequence;
    }

    Job job() {
        return job;
    }

    double finish() {
        return finish;
    }

    long sequence() {
        return sequence;
    }

    /** Tokens that wait. */
    long tokens() {
        return tokens;
    }

    void add(Work work) {
        byLength.add(work);
        tokens += work.length();
    }

    void remove(Work work) {
        byLength.remove(work);
        tokens -= work.length();
    }

    boolean isEmpty() {
        return byLength.isEmpty();
    }

    /** Its longest waiting text: what is left at the end is short and fills gaps. */
    Work longest() {
        return byLength.last();
    }
}
