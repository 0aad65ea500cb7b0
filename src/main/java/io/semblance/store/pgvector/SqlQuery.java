package io.semblance.store.pgvector;

import com.pgvector.PGvector;

import io.semblance.value.Embedding;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;

/** SQL text that is assembled from parts, with its parameters in order. Not thread-safe. */
final class SqlQuery {

    /** A parameter that is an SQL/JSON path. */
    record JsonPath(String text) {}

    /** A parameter that is an array of JSON values. */
    record JsonValues(List<String> texts) {}

    private final StringBuilder text = new StringBuilder();
    private final List<Object> parameters = new ArrayList<>();

    /** Appends text with a parameter for each {@code ?} in it. */
    SqlQuery add(String part, Object... values) {
        text.append(part);
        parameters.addAll(List.of(values));
        return this;
    }

    /** Appends another query with its parameters. */
    SqlQuery add(SqlQuery part) {
        text.append(part.text);
        parameters.addAll(part.parameters);
        return this;
    }

    String text() {
        return text.toString();
    }

    /** Prepares the statement and sets its parameters. */
    PreparedStatement prepare(Connection connection) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(text());
        try {
            for (int i = 0; i < parameters.size(); i++) {
                set(statement, i + 1, parameters.get(i));
            }
            return statement;
        } catch (SQLException | RuntimeException e) {
            statement.close();
            throw e;
        }
    }

    /** Executes the statement as a write, and returns the number of written rows. */
    long update(Connection connection) throws SQLException {
        try (PreparedStatement statement = prepare(connection)) {
            return statement.executeLargeUpdate();
        }
    }

    /** Executes the query, and returns the first column of all rows. */
    List<String> strings(Connection connection) throws SQLException {
        List<String> strings = new ArrayList<>();
        try (PreparedStatement statement = prepare(connection);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                strings.add(rows.getString(1));
            }
        }
        return strings;
    }

    /** Executes the query, and returns the number in its only row. */
    long number(Connection connection) throws SQLException {
        try (PreparedStatement statement = prepare(connection);
                ResultSet rows = statement.executeQuery()) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private static void set(PreparedStatement statement, int index, Object value)
            throws SQLException {
        switch (value) {
            case Embedding embedding ->
                    statement.setObject(index, new PGvector(embedding.toArray()));
            // Without a type, so that the cast in the statement determines it.
            case JsonPath path -> statement.setObject(index, path.text(), Types.OTHER);
            case JsonValues values ->
                    statement.setArray(
                            index,
                            statement
                                    .getConnection()
                                    .createArrayOf("jsonb", values.texts().toArray()));
            case String[] strings ->
                    statement.setArray(
                            index, statement.getConnection().createArrayOf("text", strings));
            case Integer[] numbers ->
                    statement.setArray(
                            index, statement.getConnection().createArrayOf("int4", numbers));
            case Float[] numbers ->
                    statement.setArray(
                            index, statement.getConnection().createArrayOf("float4", numbers));
            default -> statement.setObject(index, value);
        }
    }

    @Override
    public String toString() {
        return text();
    }
}
