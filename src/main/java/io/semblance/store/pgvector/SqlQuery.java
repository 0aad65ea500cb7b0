package io.semblance.store.pgvector;

import com.pgvector.PGvector;

import io.semblance.vector.Embedding;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;

/** SQL that is put together piece by piece, with its parameters in order. */
final class SqlQuery {

    /** A path of SQL/JSON, which filters are. */
    record JsonPath(String text) {}

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

    /** Executes it as a write, and returns how many rows it wrote. */
    long update(Connection connection) throws SQLException {
        try (PreparedStatement statement = prepare(connection)) {
            return statement.executeLargeUpdate();
        }
    }

    /** The first column of all rows. */
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

    /** The number that its one row has. */
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
            // Of no type, so that the cast in the statement decides.
            case JsonPath path -> statement.setObject(index, path.text(), Types.OTHER);
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
