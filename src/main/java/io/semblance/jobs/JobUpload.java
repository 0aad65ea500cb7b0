package io.semblance.jobs;

import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.GeneratedKeyHolder;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Receives the items of a new job, part by part. Each part is committed on its own, so the memory
 * does not depend on the number of items. Nothing runs before {@link #accept}, and all of it is
 * removed unless {@link #accept} returns. Not thread-safe.
 */
public final class JobUpload implements AutoCloseable {

    /** Bytes of a piece of a part's payload; H2 allows 1,048,576. */
    private static final int PIECE_BYTES = 512 * 1024;

    private final JobDatabase database;
    private final JobsProperties properties;
    private final JobSignal signal;
    private final NewJob job;
    private final UUID id;
    private final long number;
    private long parts;
    private long records;
    private long errors;
    private boolean accepted;

    private JobUpload(
            JobDatabase database,
            JobsProperties properties,
            JobSignal signal,
            NewJob job,
            UUID id,
            long number) {
        this.database = database;
        this.properties = properties;
        this.signal = signal;
        this.job = job;
        this.id = id;
        this.number = number;
    }

    static JobUpload begin(
            JobDatabase database, JobsProperties properties, JobSignal signal, NewJob job) {
        UUID id = UUID.randomUUID();
        long number = database.transaction(jdbc -> insert(jdbc, job, id));
        return new JobUpload(database, properties, signal, job, id, number);
    }

    private static long insert(JdbcClient jdbc, NewJob job, UUID id) {
        GeneratedKeyHolder key = new GeneratedKeyHolder();
        jdbc.sql(
                        "INSERT INTO job (id, type, collection, settings, state, total, done,"
                                + " failed, counts, sampled_done, errors, created_at, received_at)"
                                + " VALUES (?, ?, ?, ?, ?, 0, 0, 0, '{}', 0, 0, CURRENT_TIMESTAMP,"
                                + " CURRENT_TIMESTAMP)")
                .params(id, job.type(), job.collection(), job.settings(), JobRows.RECEIVING)
                .update(key, "number");
        Number number = key.getKeyAs(Number.class);
        if (number == null) {
            throw new IllegalStateException("the database returned no number for the job " + id);
        }
        return number.longValue();
    }

    /**
     * Adds a part.
     *
     * @param items number of its items
     * @param payload what its runner reads
     * @throws IOException if the payload cannot be read
     * @throws JobDatabaseException if the database is not available; the upload cannot be accepted
     *     then
     */
    public void add(long items, InputStream payload) throws IOException {
        long part = parts;
        insertPart(part, items);
        byte[] piece = payload.readNBytes(PIECE_BYTES);
        for (int index = 0; piece.length > 0; index++) {
            insertPiece(part, index, piece);
            piece = payload.readNBytes(PIECE_BYTES);
        }
        parts++;
        records += items;
    }

    /** Adds a part whose payload is in memory. */
    public void add(long items, byte[] payload) {
        long part = parts;
        database.transaction(jdbc -> {
            insertPart(jdbc, part, items);
            for (int from = 0, index = 0; from < payload.length; from += PIECE_BYTES, index++) {
                int to = Math.min(payload.length, from + PIECE_BYTES);
                insertPiece(jdbc, part, index, Arrays.copyOfRange(payload, from, to));
            }
            return null;
        });
        parts++;
        records += items;
    }

    private void insertPart(long part, long items) {
        database.transaction(jdbc -> {
            insertPart(jdbc, part, items);
            return null;
        });
    }

    private void insertPiece(long part, int index, byte[] piece) {
        database.transaction(jdbc -> {
            insertPiece(jdbc, part, index, piece);
            return null;
        });
    }

    private void insertPart(JdbcClient jdbc, long part, long items) {
        touch(jdbc);
        jdbc.sql(
                        "INSERT INTO job_part (job, number, records, lease_until, attempts) VALUES"
                                + " (?, ?, ?, CURRENT_TIMESTAMP, 0)")
                .params(number, part, items)
                .update();
    }

    /** Shows that the client still sends, so that the upload is not removed. */
    private void touch(JdbcClient jdbc) {
        int found =
                jdbc.sql(
                                "UPDATE job SET received_at = CURRENT_TIMESTAMP WHERE number = ?"
                                        + " AND state = ?")
                        .params(number, JobRows.RECEIVING)
                        .update();
        if (found == 0) {
            throw new IllegalStateException(
                    "the upload was removed because nothing was received for too long");
        }
    }

    private void insertPiece(JdbcClient jdbc, long part, int index, byte[] piece) {
        jdbc.sql("INSERT INTO job_payload (job, part, piece, content) VALUES (?, ?, ?, ?)")
                .params(number, part, index, piece)
                .update();
    }

    /** Records items that failed before any part ran, such as lines that cannot be read. */
    public void refuse(List<ItemError> refused) {
        database.transaction(jdbc -> {
            touch(jdbc);
            ErrorRows.insert(jdbc, number, errors, refused, properties.errors());
            return null;
        });
        errors += refused.size();
    }

    /** The number of items so far, including refused ones. */
    public long items() {
        return records + errors;
    }

    /**
     * Creates the job; it is durable when this returns. If another job with the same idempotency
     * key was accepted in the meantime, that job is returned and this one is removed.
     *
     * @param counts initial amounts of {@link Job#counts}
     */
    public Job accept(Map<String, Long> counts) {
        try {
            Job job = database.transaction(jdbc -> accept(jdbc, counts));
            accepted = true;
            signal.changed();
            return job;
        } catch (DuplicateKeyException e) {
            String key = job.idempotencyKey();
            if (key == null) {
                throw e;
            }
            return database.transaction(jdbc -> JobRows.find(jdbc, job.collection(), key))
                    .orElseThrow(() -> e);
        }
    }

    private Job accept(JdbcClient jdbc, Map<String, Long> counts) {
        touch(jdbc);
        jdbc.sql(
                        "UPDATE job SET state = ?, idempotency_key = ?, total = ?, done = ?, failed"
                                + " = ?, errors = ?, counts = ? WHERE number = ?")
                .param(JobState.QUEUED.id())
                .param(job.idempotencyKey())
                .param(items())
                .param(errors)
                .param(errors)
                .param(errors)
                .param(JobRows.json(counts))
                .param(number)
                .update();
        if (parts == 0) {
            PartRows.end(jdbc, number, errors == 0 ? JobState.SUCCEEDED : JobState.FAILED);
        }
        return JobRows.find(jdbc, id).orElseThrow().with(JobRows.errors(jdbc, number));
    }

    /** Removes everything that was received, unless it was accepted. */
    @Override
    public void close() {
        if (!accepted) {
            database.transaction(jdbc ->
                    jdbc.sql("DELETE FROM job WHERE number = ? AND state = ?")
                            .params(number, JobRows.RECEIVING)
                            .update());
        }
    }
}
