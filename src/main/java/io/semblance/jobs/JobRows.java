package io.semblance.jobs;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Reads the rows of jobs. A job that is still being received is not visible. */
final class JobRows {

    /** The state of a job whose items are still being received. */
    static final String RECEIVING = "receiving";

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final TypeReference<Map<String, Long>> COUNTS = new TypeReference<>() {};

    private static final String SELECT =
            "SELECT number, id, type, collection, state, total, done, failed, counts, rate,"
                    + " error_code, error_detail, problem, errors, created_at, started_at,"
                    + " finished_at FROM job WHERE state <> '"
                    + RECEIVING
                    + "'";

    private JobRows() {}

    static Optional<Job> find(JdbcClient jdbc, UUID id) {
        return jdbc.sql(SELECT + " AND id = ?").param(id).query((row, _) -> job(row)).optional();
    }

    static Optional<Job> find(JdbcClient jdbc, String collection, String idempotencyKey) {
        return jdbc.sql(SELECT + " AND collection = ? AND idempotency_key = ?")
                .params(collection, idempotencyKey)
                .query((row, _) -> job(row))
                .optional();
    }

    static List<Job> withKey(JdbcClient jdbc, String separator, String key, int limit) {
        return jdbc.sql(
                        SELECT
                                + " AND SUBSTRING(idempotency_key FROM POSITION(? IN"
                                + " idempotency_key) + 1) = ? ORDER BY number DESC LIMIT ?")
                .params(separator, key, limit)
                .query((row, _) -> job(row))
                .list();
    }

    /** The row, locked until the transaction ends; empty if there is none. */
    static Optional<Job> lock(JdbcClient jdbc, long number) {
        return jdbc.sql(SELECT + " AND number = ? FOR UPDATE")
                .param(number)
                .query((row, _) -> job(row))
                .optional();
    }

    /** Jobs, the newest first, without their errors. */
    static List<Job> list(
            JdbcClient jdbc,
            @Nullable String collection,
            @Nullable JobState state,
            @Nullable Long before,
            int limit) {
        StringBuilder sql = new StringBuilder(SELECT);
        List<Object> parameters = new ArrayList<>();
        if (collection != null) {
            sql.append(" AND collection = ?");
            parameters.add(collection);
        }
        if (state != null) {
            sql.append(" AND state = ?");
            parameters.add(state.id());
        }
        if (before != null) {
            sql.append(" AND number < ?");
            parameters.add(before);
        }
        sql.append(" ORDER BY number DESC LIMIT ?");
        parameters.add(limit);
        return jdbc.sql(sql.toString()).params(parameters).query((row, _) -> job(row)).list();
    }

    static List<ItemError> errors(JdbcClient jdbc, long number) {
        return jdbc.sql(
                        "SELECT file, line, item, code, detail, field FROM job_error WHERE job = ?"
                                + " ORDER BY file, line, number")
                .param(number)
                .query((row, _) ->
                        new ItemError(
                                row.getString("file"),
                                row.getObject("line", Long.class),
                                row.getString("item"),
                                row.getString("code"),
                                row.getString("detail"),
                                row.getString("field")))
                .list();
    }

    static String json(Map<String, Long> counts) {
        return JSON.writeValueAsString(counts);
    }

    private static Job job(ResultSet row) throws SQLException {
        String code = row.getString("error_code");
        return new Job(
                row.getLong("number"),
                row.getObject("id", UUID.class),
                row.getString("type"),
                row.getString("collection"),
                JobState.of(row.getString("state")),
                row.getLong("total"),
                row.getLong("done"),
                row.getLong("failed"),
                JSON.readValue(row.getString("counts"), COUNTS),
                row.getObject("rate", Double.class),
                code == null ? null : new JobFailure(code, row.getString("error_detail")),
                row.getString("problem"),
                List.of(),
                row.getLong("errors"),
                time(row, "created_at").toInstant(),
                instant(row, "started_at"),
                instant(row, "finished_at"));
    }

    private static OffsetDateTime time(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class);
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }
}
