package io.semblance.web.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.semblance.TestWaits;
import io.semblance.value.Caller;
import io.semblance.web.HttpTests;
import io.semblance.web.RawConnection;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;

/** What the service sees of a client's connection while it works for it, over real sockets. */
@Import(ClientConnectionTests.Wiring.class)
class ClientConnectionTests extends HttpTests {

    private static final BlockingQueue<String> ARRIVED = new LinkedBlockingQueue<>();
    private static final BlockingQueue<String> GONE = new LinkedBlockingQueue<>();
    private static final Semaphore LOOKED = new Semaphore(0);
    private static final Semaphore ANSWER = new Semaphore(0);

    @ParameterizedTest
    @ValueSource(strings = {"length", "chunks"})
    void clientThatClosesItsConnectionIsGone(String framing) throws Exception {
        try (RawConnection client = new RawConnection(port)) {
            send(client, "/until-gone", framing);
            assertThat(ARRIVED.take()).isEqualTo("body");
        }

        assertThat(GONE.take()).isEqualTo("body");
    }

    @Test
    void clientThatOnlyStopsSendingIsTakenForGone() throws Exception {
        try (RawConnection client = new RawConnection(port)) {
            send(client, "/until-gone", "length");
            client.shutdownOutput();

            assertThat(GONE.take()).isEqualTo("body");
        }
        ARRIVED.take();
    }

    @ParameterizedTest
    @ValueSource(strings = {"length", "chunks"})
    void clientThatWaitsIsThereAndIsAnswered(String framing) throws Exception {
        try (RawConnection client = new RawConnection(port)) {
            send(client, "/until-told", framing);
            LOOKED.acquire(100);
            ANSWER.release();

            assertThat(client.answer().status()).isEqualTo(200);
        }
        assertThat(GONE).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"length", "chunks"})
    void clientThatSendsItsNextRequestsMeanwhileIsThereAndTheyAreAnswered(String framing)
            throws Exception {
        try (RawConnection client = new RawConnection(port)) {
            send(client, "/until-told", framing);
            LOOKED.acquire(10);
            client.post("/embed", "", "{\"inputs\":\"next\"}");
            LOOKED.acquire(10_000);
            client.post("/embed", "", "{\"inputs\":\"after next\"}");
            LOOKED.acquire(10_000);
            ANSWER.release();

            assertThat(client.answer().status()).isEqualTo(200);
            assertThat(client.answer().status()).isEqualTo(200);
            assertThat(client.answer().status()).isEqualTo(200);
        }
        assertThat(GONE).isEmpty();
    }

    private static void send(RawConnection client, String path, String framing) throws Exception {
        if (framing.equals("length")) {
            client.post(path, "", "\"body\"");
        } else {
            client.begin(path, "Transfer-Encoding: chunked\r\n");
            client.send("6\r\n\"body\"\r\n0\r\n\r\n");
        }
    }

    @TestConfiguration
    static class Wiring {

        @Bean
        Waiting waiting() {
            return new Waiting();
        }
    }

    /** Routes that work until their client is gone, or the test says so. */
    @RestController
    static final class Waiting {

        @PostMapping("/until-gone")
        Map<String, String> untilGone(Caller caller, @RequestBody String body) {
            ARRIVED.add(body.replace("\"", ""));
            TestWaits.until("the client's leaving", caller.gone());
            GONE.add(body.replace("\"", ""));
            return Map.of();
        }

        @PostMapping("/until-told")
        Map<String, String> untilTold(Caller caller, @RequestBody String body) {
            while (!ANSWER.tryAcquire()) {
                if (caller.gone().getAsBoolean()) {
                    GONE.add(body);
                    break;
                }
                LOOKED.release();
            }
            LOOKED.drainPermits();
            return Map.of();
        }
    }
}
