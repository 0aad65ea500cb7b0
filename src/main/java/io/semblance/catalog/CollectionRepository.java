package io.semblance.catalog;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/** The rows of the collections, and of indexes that outlived theirs. */
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
        return jdbc.sql("SELECT " + COLUMNS + " FROM collection ORDER BY name")
                .query((row, _) -> row(row))
                .list();
    }

    Optional<CollectionRow> find(String name) {
        return jdbc.sql("SELECT " + COLUMNS + " FROM collection WHERE name = ?")
                .param(name)
                .query((row, _) -> row(row))
                .optional();
    }

    void insert(CollectionRow collection) {
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
        jdbc.sql("DELETE FROM collection WHERE name = ?").param(name).update();
    }

    /** The indexes that were to be removed and may still be there. */
    List<String> droppedIndexes() {
        return jdbc.sql("SELECT index_name FROM dropped_index")
                .query((row, _) -> row.getString("index_name"))
                .list();
    }

    /** May be repeated. */
    void insertDroppedIndex(String indexName) {
        deleteDroppedIndex(indexName);
        jdbc.sql("INSERT INTO dropped_index (index_name) VALUES (?)").param(indexName).update();
    }

    void deleteDroppedIndex(String indexName) {
        jdbc.sql("DELETE FROM dropped_index WHERE index_name = ?").param(indexName).update();
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
