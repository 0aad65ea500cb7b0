package io.semblance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.web.server.Ssl;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.boot.web.server.context.WebServerApplicationContext;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.Objects;

/** A successful start ends with three lines: address, default model and device, store. */
@ExtendWith(OutputCaptureExtension.class)
class StartSummaryTests {

    private static final String LOGGER = "io.semblance.StartSummary ";

    private final Path data = TestData.newDirectory();

    @Test
    void startEndsWithAddressModelAndStore(CapturedOutput output) {
        try (var context =
                Semblance.service()
                        .run(
                                "--server.port=0",
                                "--semblance.embedding.lanes=2",
                                "--semblance.embedding.device=cpu",
                                "--semblance.data-dir=" + data)) {
            int port =
                    Objects.requireNonNull(((WebServerApplicationContext) context).getWebServer())
                            .getPort();
            String url = "http://localhost:" + port;

            assertThat(port).isPositive();
            // What stands before a message depends on the contexts that other tests have started:
            // Spring Boot sets the layout up once. They may also log at the same time.
            assertThat(output.getAll().lines().filter(line -> line.contains(LOGGER)))
                    .satisfiesExactly(
                            line ->
                                    assertThat(line)
                                            .endsWith(
                                                    "Listening on %s (this machine only), API documentation: %s/docs"
                                                            .formatted(url, url)),
                            line ->
                                    assertThat(line)
                                            .endsWith(
                                                    "Default model: bge-small-en-v1.5 (384"
                                                        + " dimensions, up to 512 tokens per text)"
                                                        + " on the CPU, 2 lanes"),
                            line ->
                                    assertThat(line)
                                            .endsWith(
                                                    "Store: Lucene and H2 in "
                                                            + data.toAbsolutePath()));
        }
    }

    @Test
    void addressHasTheSchemeTheHostAndTheContextPath() throws UnknownHostException {
        ServerProperties properties = new ServerProperties();
        properties.setSsl(new Ssl());
        properties.setAddress(InetAddress.getByName("192.0.2.7"));
        properties.getServlet().setContextPath("/search");

        assertThat(StartSummary.address(properties, 8443))
                .isEqualTo(
                        "Listening on https://192.0.2.7:8443/search (this address only),"
                                + " API documentation: https://192.0.2.7:8443/search/docs");
    }

    @Test
    void serviceOnEveryAddressSaysSo() throws UnknownHostException {
        ServerProperties properties = new ServerProperties();
        properties.setAddress(InetAddress.getByName("::"));

        assertThat(StartSummary.address(properties, 8080))
                .startsWith("Listening on http://localhost:8080 (all network addresses), ");
    }

    @Test
    void ipv6AddressIsInBrackets() throws UnknownHostException {
        ServerProperties properties = new ServerProperties();
        properties.setAddress(InetAddress.getByName("2001:db8::1"));

        assertThat(StartSummary.address(properties, 8080))
                .startsWith("Listening on http://[2001:db8:0:0:0:0:0:1]:8080 (this address only)");
    }
}
