package io.semblance.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.stream.Stream;

/** What a user of {@code search} sees. */
class SearchCommandTests {

    private static final String HIT =
            "{\"id\":\"kb-12\",\"chunk\":0,\"score\":0.81234,\"title\":\"Holidays\",\"text\":\"Thirty\\n days\\u001B[31m a year.%s\",\"source\":{\"page\":3,\"section\":\"A › B\"}}"
                    .formatted(" And more.".repeat(50));

    private final FakeService service = new FakeService();

    @BeforeEach
    void answer() {
        service.searchAnswer =
                "{\"results\":[%s,{\"id\":\"d2\",\"score\":0.5}],\"warnings\":[\"the index is not ready\"]}"
                        .formatted(HIT);
    }

    @AfterEach
    void stop() {
        service.close();
    }

    private CommandLineRun run(String... more) {
        return CommandLineRun.of(
                Stream.concat(
                                Stream.of(
                                        "search",
                                        "how much holiday?",
                                        "--collection",
                                        "kb",
                                        "--url",
                                        service.url()),
                                Stream.of(more))
                        .toArray(String[]::new));
    }

    @Test
    void printsResultsForPeople() {
        CommandLineRun run = run();

        assertThat(run.status()).isZero();
        assertThat(run.out())
                .startsWith(
                        """
                        1. 0.8123  kb-12  Holidays
                           page 3, A › B
                           Thirty days [31m a year. And more. And\
                        """)
                .endsWith("…\n2. 0.5000  d2\n")
                .as("a document cannot control the terminal")
                .doesNotContain("\u001b");
        assertThat(run.err()).isEqualTo("warning: the index is not ready\n");
    }

    @Test
    void printsResultsForPrograms() {
        assertThat(run("--json").out().lines())
                .containsExactly(HIT, "{\"id\":\"d2\",\"score\":0.5}");
    }

    @Test
    void sendsTheSettings() {
        run("--limit", "3", "--mode", "lexical", "--filter", "year >= 2024");

        assertThat(service.requests)
                .containsExactly(
                        "POST /v1/collections/kb/search",
                        "{\"query\":\"how much"
                            + " holiday?\",\"limit\":3,\"mode\":\"lexical\",\"filter\":\"year >="
                            + " 2024\"}");
    }

    @Test
    void nothingFoundIsNotAFailure() {
        service.searchAnswer = "{\"results\":[]}";

        CommandLineRun run = run();

        assertThat(run.status()).isZero();
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).isEqualTo("nothing found\n");
    }
}
