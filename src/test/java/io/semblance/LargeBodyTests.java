package io.semblance;

import static org.assertj.core.api.Assertions.assertThat;

import io.semblance.web.LargeBody;
import io.semblance.web.Service;

import org.junit.jupiter.api.Test;

import java.net.http.HttpClient;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;

/** Bodies of up to 32 MB, four at a time, at a service with a heap of 512 MB. */
class LargeBodyTests {

    private static final int CLIENTS = 4;

    @Test
    void noLargeBodyEndsTheServiceOrStopsItFromAnsweringOthers() throws Exception {
        AtomicBoolean done = new AtomicBoolean();
        try (ServiceProcess process =
                new ServiceProcess(
                        TestData.newDirectory(), "-Xmx512m", "-XX:+ExitOnOutOfMemoryError")) {
            Service service = process.service();
            service.put("/v1/collections/large", "{}");
            int port = service.port();
            List<Integer> others;
            try (var clients = Executors.newFixedThreadPool(CLIENTS);
                    var other = Executors.newSingleThreadExecutor();
                    HttpClient http = HttpClient.newHttpClient()) {
                var small = other.submit(() -> smallRequests(service, done));
                List<Callable<Void>> sends =
                        LargeBody.all().stream().map(body -> send(body, http, port)).toList();
                try {
                    for (var sent : clients.invokeAll(sends)) {
                        sent.get();
                    }
                } finally {
                    done.set(true);
                }
                others = small.get();
            }
            assertThat(others).isNotEmpty().allMatch(status -> status == 200);
            assertThat(service.get("/health").status()).isEqualTo(200);
            process.kill();
            assertThat(process.outputAtEnd()).doesNotContain("OutOfMemoryError", "panicked");
        }
    }

    private static Callable<Void> send(LargeBody body, HttpClient http, int port) {
        return () -> {
            var answer = body.send(http, port);
            assertThat(answer.statusCode())
                    .as("%s: %.300s", body, answer.body())
                    .matches(body::accepts);
            if (answer.statusCode() == 503) {
                assertThat(answer.headers().firstValue("Retry-After")).isPresent();
            }
            return null;
        };
    }

    /** What others send meanwhile. */
    private static List<Integer> smallRequests(Service service, AtomicBoolean done) {
        List<Integer> statuses = new ArrayList<>();
        for (int i = 0; !done.get(); i++) {
            statuses.add(service.post("/embed", "{\"inputs\":\"text %d\"}".formatted(i)).status());
        }
        return statuses;
    }
}
