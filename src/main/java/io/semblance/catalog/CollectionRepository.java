package io.semblance.catalog;

import io.semblance.store.StoreUnavailableException;

import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The rows of the collections, and of dropped indexes that may still exist. Every method throws
 * {@link StoreUnavailableException} if the database is unavailable.
 */
@Repository
class CollectionRepository {

    private static final String COLUMNS =
            "name, index_name, model, model_version, dimension, metric, language, max_tokens,"
                    + " overlap, storage, m, ef_construction, created_at";

    private final JdbcClient jdbc;

    CollectionRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    List<CollectionRow> all() {
        return reached(() ->
                jdbc.sql("SELECT " + COLUMNS + " FROM collection ORDER BY name")
                        .query((row, _) -> row(row))
                        .list());
    }

    Optional<CollectionRow> find(String name) {
        return reached(() ->
                jdbc.sql("SELECT " + COLUMNS + " FROM collection WHERE name = ?")
                        .param(name)
                        .query((row, _) -> row(row))
                        .optional());
    }

    /** Inserts a row; returns false if a collection of this name exists. */
    boolean insertIfAbsent(CollectionRow collection) {
        return reached(() -> {
            try {
                insert(collection);
                return true;
            } catch (DuplicateKeyException e) {
                return false;
            }
        });
    }

    private void insert(CollectionRow collection) {
        jdbc.sql(
                        "INSERT INTO collection ("
                                + COLUMNS
                                + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
                .params(
                        collection.name(),
                        collection.indexName(),
                        collection.model(),
                        collection.modelVersion(),
                        collection.dimension(),
                        collection.metric(),
                        collection.language(),
                        collection.maxTokens(),
                        collection.overlap(),
                        collection.storage(),
                        collection.m(),
                        collection.efConstruction(),
                        collection.createdAt().atOffset(ZoneOffset.UTC))
                .update();
    }

    void delete(String name) {
        update("DELETE FROM collection WHERE name = ?", name);
    }

    /** The names of the dropped indexes that may still exist. */
    List<String> droppedIndexes() {
        return reached(() ->
                jdbc.sql("SELECT index_name FROM dropped_index")
                        .query((row, _) -> row.getString("index_name"))
                        .list());
    }

    /** Records a dropped index; does nothing if it is already recorded. */
    void insertDroppedIndex(String indexName) {
        deleteDroppedIndex(indexName);
        update("INSERT INTO dropped_index (index_name) VALUES (?)", indexName);
    }

    void deleteDroppedIndex(String indexName) {
        update("DELETE FROM dropped_index WHERE index_name = ?", indexName);
    }

    private void update(String sql, String parameter) {
        var _ = reached(() -> jdbc.sql(sql).param(parameter).update());
    }

    private static <T extends @Nullable Object> T reached(Supplier<T> call) {
        try {
            return call.get();
        } catch (DataAccessException e) {
            throw new StoreUnavailableException(
                    "the database of the collections is unavailable: "
                            + e.getMostSpecificCause().getMessage(),
                    e);
        }
    }

    private static CollectionRow row(ResultSet row) throws SQLException {
        return new CollectionRow(
                row.getString("name"),
                row.getString("index_name"),
                row.getString("model"),
                row.getString("model_version"),
                row.getInt("dimension"),
                row.getString("metric"),
                row.getString("language"),
                row.getInt("max_tokens"),
                row.getInt("overlap"),
                row.getString("storage"),
                row.getInt("m"),
                row.getInt("ef_construction"),
                row.getObject("created_at", OffsetDateTime.class).toInstant());
    }
}
