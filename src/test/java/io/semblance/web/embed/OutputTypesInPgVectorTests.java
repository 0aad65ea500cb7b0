package io.semblance.web.embed;

import static org.assertj.core.api.Assertions.assertThat;

import io.semblance.postgres.PostgresServer;
import io.semblance.web.HttpTests;
import io.semblance.web.Service;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The statements of docs/output-types.md, with answers of the service. */
class OutputTypesInPgVectorTests extends HttpTests {

    private static final List<String> TEXTS =
            List.of("The cat sleeps.", "Taxes are due in April.", "A kitten naps on the sofa.");

    private List<String> statements;
    private Connection connection;

    @BeforeEach
    void open() throws IOException, SQLException {
        statements =
                Pattern.compile("```sql\n(.*?)```", Pattern.DOTALL)
                        .matcher(Files.readString(Path.of("docs/output-types.md")))
                        .results()
                        .map((MatchResult block) -> block.group(1))
                        .toList();
        PostgresServer server = PostgresServer.shared();
        connection =
                DriverManager.getConnection(
                        server.urlOfNewSchema(), server.username(), server.password());
        try (var statement = connection.createStatement()) {
            statement.execute(statements.get(0));
        }
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
    }

    @Test
    void bitsFindAndVectorsRank() throws SQLException {
        for (String type : List.of("int8", "float")) {
            insert(type);

            assertThat(found("A sleeping cat", type)).containsExactly(1L, 3L, 2L);
        }
    }

    @Test
    void bitsAreThoseOfBinaryQuantize() throws SQLException {
        insert("float");

        try (var statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery(
                                "SELECT count(*) FROM passages WHERE bits ="
                                        + " binary_quantize(embedding)")) {
            rows.next();
            assertThat(rows.getInt(1)).isEqualTo(TEXTS.size());
        }
    }

    private void insert(String type) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute("TRUNCATE passages");
        }
        JsonNode vectors = embedded(TEXTS, type, "float");
        JsonNode bits = embedded(TEXTS, "ubinary", "base64");
        try (PreparedStatement insert =
                connection.prepareStatement(statements.get(1).replaceAll("\\$\\d", "?"))) {
            for (int i = 0; i < TEXTS.size(); i++) {
                insert.setLong(1, i + 1);
                insert.setString(2, vectors.get(i).toString());
                insert.setString(3, bits.get(i).asString());
                insert.executeUpdate();
            }
        }
    }

    private List<Long> found(String query, String type) throws SQLException {
        String vector = embedded(List.of(query), type, "float").get(0).toString();
        List<Long> ids = new ArrayList<>();
        // JDBC counts the places in their order: the vector's two are around that of the bits.
        try (PreparedStatement select =
                connection.prepareStatement(statements.get(2).replaceAll("\\$\\d", "?"))) {
            select.setString(1, vector);
            select.setString(2, embedded(List.of(query), "ubinary", "base64").get(0).asString());
            select.setString(3, vector);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    assertThat(rows.getDouble("cosine")).isBetween(0.3, 1.0);
                    ids.add(rows.getLong("id"));
                }
            }
        }
        return ids;
    }

    private JsonNode embedded(List<String> texts, String type, String format) {
        return service.post(
                        "/embed",
                        Service.JSON.writeValueAsString(
                                Map.of(
                                        "inputs", texts,
                                        "output_dtype", type,
                                        "output_encoding", format)))
                .json();
    }
}
