package io.semblance.web.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.semblance.TestWaits;
import io.semblance.value.Caller;
import io.semblance.web.Http2Connection;
import io.semblance.web.HttpTests;

import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Clients of HTTP/2 that cancel a request, or leave. */
@Import(Http2CancellationTests.Wiring.class)
@ExtendWith(OutputCaptureExtension.class)
class Http2CancellationTests extends HttpTests {

    private static final BlockingQueue<String> EVENTS = new LinkedBlockingQueue<>();
    private static final String ROUTE = "/until-cancelled";
    private static final String BODY = "{\"inputs\":\"a\"}";

    @Autowired private MeterRegistry meters;

    @ParameterizedTest
    @ValueSource(strings = {"reset", "close"})
    void clientThatCancelsIsGoneAndNothingIsLogged(String how, CapturedOutput output)
            throws Exception {
        double before = recorded();
        try (Http2Connection client = Http2Connection.clear(port)) {
            int stream = client.post(ROUTE);
            client.data(stream, BODY, Http2Connection.END_STREAM);
            client.flush();
            assertThat(EVENTS.poll(60, TimeUnit.SECONDS)).isEqualTo("begun");
            if (how.equals("reset")) {
                client.reset(stream);
                client.flush();
                assertThat(EVENTS.poll(60, TimeUnit.SECONDS)).isEqualTo("gone");
                assertServed(client);
            }
        }
        if (how.equals("close")) {
            assertThat(EVENTS.poll(60, TimeUnit.SECONDS)).isEqualTo("gone");
        }
        TestWaits.until("the end of the request", () -> recorded() > before);
        assertThat(output).doesNotContain("ERROR").doesNotContain("WARN").doesNotContain("\tat ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"reset", "close"})
    void clientThatLeavesWithinABodyLogsNothing(String how, CapturedOutput output)
            throws Exception {
        try (Http2Connection client = Http2Connection.clear(port)) {
            int stream = client.post(ROUTE);
            client.data(stream, "{\"inputs\":", 0);
            client.flush();
            if (how.equals("reset")) {
                client.reset(stream);
                client.flush();
                assertServed(client);
            }
        }
        assertThat(service.get("/health").status()).isEqualTo(200);
        assertThat(output).doesNotContain("ERROR").doesNotContain("WARN").doesNotContain("\tat ");
    }

    private static void assertServed(Http2Connection client) throws IOException {
        int next = client.headers("/health", Http2Connection.END_STREAM);
        client.flush();
        assertThat(client.answer(next).status()).isEqualTo(200);
    }

    private double recorded() {
        return meters.find("http.server.requests").tag("uri", ROUTE).timers().stream()
                .mapToDouble(Timer::count)
                .sum();
    }

    @TestConfiguration
    static class Wiring {

        @Bean
        Waiting waiting() {
            return new Waiting();
        }
    }

    /** A route that works until its client is gone, and answers all the same. */
    @RestController
    static final class Waiting {

        @PostMapping(path = ROUTE, produces = MediaType.APPLICATION_JSON_VALUE)
        List<String> untilCancelled(Caller caller, @RequestBody Object body) {
            EVENTS.add("begun");
            TestWaits.until("the cancellation", caller.gone());
            EVENTS.add("gone");
            return List.of("x".repeat(200_000), body.toString());
        }
    }
}
