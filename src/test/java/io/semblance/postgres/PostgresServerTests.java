package io.semblance.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.lang.module.ModuleDescriptor;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

class PostgresServerTests {

    @Test
    void sharedServerHasPgvectorNewEnough() throws SQLException {
        PostgresServer server = PostgresServer.shared();
        String version =
                ask(
                        server,
                        server.url(),
                        "SELECT extversion FROM pg_extension WHERE extname = 'vector'");
        assertThat(ModuleDescriptor.Version.parse(version))
                .isGreaterThanOrEqualTo(ModuleDescriptor.Version.parse("0.8.0"));
    }

    @Test
    void schemasDoNotSeeEachOther() throws SQLException {
        PostgresServer server = PostgresServer.shared();
        String one = server.urlOfNewSchema();
        String other = server.urlOfNewSchema();
        execute(server, one, "CREATE TABLE thing (v vector(2))");
        assertThat(ask(server, one, "SELECT count(*) FROM thing")).isEqualTo("0");
        assertThatThrownBy(() -> ask(server, other, "SELECT count(*) FROM thing"))
                .hasMessageContaining("\"thing\" does not exist");
    }

    @Test
    void killedServerComesBackWithWhatWasCommitted() throws SQLException {
        try (PostgresServer server = PostgresServer.own()) {
            String url = server.urlOfNewSchema();
            execute(server, url, "CREATE TABLE thing AS SELECT 42 AS answer");
            try (Connection connection = connect(server, url);
                    Statement statement = connection.createStatement()) {
                connection.setAutoCommit(false);
                statement.execute("INSERT INTO thing VALUES (43)");
                server.kill();
                assertThatThrownBy(connection::commit).isInstanceOf(SQLException.class);
            }
            assertThatThrownBy(() -> connect(server, url)).hasMessageContaining("refused");
            server.restart();
            assertThat(ask(server, url, "SELECT sum(answer) FROM thing")).isEqualTo("42");
        }
    }

    @Test
    void answersThroughProxyUntilThatIsCut() throws SQLException {
        PostgresServer server = PostgresServer.shared();
        try (TcpProxy proxy = new TcpProxy(server.address());
                Connection connection =
                        connect(server, PostgresServer.through(proxy, server.urlOfNewSchema()));
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE thing (v vector(2))");
            proxy.cut();
            assertThatThrownBy(() -> statement.execute("SELECT 1"))
                    .isInstanceOf(SQLException.class);
        }
    }

    private static Connection connect(PostgresServer server, String url) throws SQLException {
        return DriverManager.getConnection(url, server.username(), server.password());
    }

    private static void execute(PostgresServer server, String url, String sql) throws SQLException {
        try (Connection connection = connect(server, url);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String ask(PostgresServer server, String url, String query) throws SQLException {
        try (Connection connection = connect(server, url);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            assertThat(rows.next()).isTrue();
            return rows.getString(1);
        }
    }
}
