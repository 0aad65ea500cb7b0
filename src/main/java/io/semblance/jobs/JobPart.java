package io.semblance.jobs;

import io.semblance.value.Caller;
import io.semblance.value.CallerGoneException;

import org.springframework.jdbc.core.simple.JdbcClient;

import java.io.InputStream;
import java.util.Optional;
import java.util.UUID;

/** A part of a job while it runs. Used by one thread. */
public final class JobPart {

    private final JobDatabase database;
    private final UUID owner;
    private final PartRows.Claim claim;
    private final Caller caller;

    JobPart(JobDatabase database, UUID owner, PartRows.Claim claim, Caller caller) {
        this.database = database;
        this.owner = owner;
        this.claim = claim;
        this.caller = caller;
    }

    /** The collection that the job works on. */
    public String collection() {
        return claim.collection();
    }

    /** The settings of the job. */
    public String settings() {
        return claim.settings();
    }

    /** The number of items in the part. */
    public long items() {
        return claim.records();
    }

    /**
     * Waits as long as the job goes on and this process owns the part; work for it should stop once
     * it does not.
     */
    public Caller caller() {
        return caller;
    }

    /** What an earlier attempt stored by {@link #saveCheckpoint}; empty if none did. */
    public Optional<String> checkpoint() {
        return claim.checkpoint();
    }

    /**
     * Stores a note for later attempts, should this one be interrupted; it is durable when this
     * returns.
     *
     * @param checkpoint at most 10,000 characters
     * @throws io.semblance.value.CallerGoneException if another process owns the part now
     * @throws JobDatabaseException if the database is not available
     */
    public void saveCheckpoint(String checkpoint) {
        if (!database.transaction(
                jdbc -> PartRows.checkpoint(jdbc, owner, claim.key(), checkpoint))) {
            throw new CallerGoneException();
        }
    }

    /**
     * The payload; it is read piece by piece.
     *
     * @throws JobDatabaseException if the database is not available, also while it is read
     */
    public InputStream payload() {
        return new Payload();
    }

    /** The pieces one after another. */
    private final class Payload extends InputStream {

        private byte[] piece = new byte[0];
        private int position;
        private int next;
        private boolean ended;

        @Override
        public int read() {
            return fill() ? Byte.toUnsignedInt(piece[position++]) : -1;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) {
            if (length == 0) {
                return 0;
            }
            if (!fill()) {
                return -1;
            }
            int count = Math.min(length, piece.length - position);
            System.arraycopy(piece, position, bytes, offset, count);
            position += count;
            return count;
        }

        /** Reads the next piece if this one is used up; returns false at the end. */
        private boolean fill() {
            if (position == piece.length && !ended) {
                Optional<byte[]> read = database.transaction(this::select);
                if (read.isEmpty()) {
                    requireOwned();
                }
                piece = read.orElseGet(() -> new byte[0]);
                ended = read.isEmpty();
                position = 0;
                next++;
            }
            return !ended;
        }

        /** The pieces of a part disappear with it, which must not look like their end. */
        private void requireOwned() {
            if (!database.transaction(jdbc -> PartRows.isOwned(jdbc, owner, claim.key()))) {
                throw new CallerGoneException();
            }
        }

        private Optional<byte[]> select(JdbcClient jdbc) {
            return jdbc.sql(
                            "SELECT content FROM job_payload WHERE job = ? AND part = ? AND piece ="
                                    + " ?")
                    .params(claim.job(), claim.number(), next)
                    .query((row, _) -> row.getBytes("content"))
                    .optional();
        }
    }
}
