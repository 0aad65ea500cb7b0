package io.semblance.web.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.semblance.web.HttpTests;
import io.semblance.web.Service;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalManagementPort;
import org.springframework.context.ApplicationContext;
import org.springframework.test.context.TestPropertySource;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.util.List;

/** The actuator on a port of its own, of a service with an API key. */
@TestPropertySource(
        properties = {
            "management.server.port=0",
            "semblance.security.api-key=0123456789abcdef",
            "semblance.connections.max=60"
        })
class ManagementServerTests extends HttpTests {

    @LocalManagementPort private int managementPort;

    @Autowired private ApplicationContext context;

    @Test
    void filtersAndValvesOfTheManagementServerAreNotAddedToTheService() {
        assertThat(context.getBeanDefinitionNames())
                .noneMatch(name -> name.startsWith("management") && name.endsWith("Filter"))
                .doesNotContain("managementServer");
    }

    @Test
    void requestsWithoutTheKeyAreCountedByTheirStatus() {
        assertThat(service.get("/v1/models").status()).isEqualTo(401);

        assertThat(
                        new Service(managementPort)
                                .send(
                                        "GET",
                                        "/actuator/prometheus",
                                        null,
                                        "X-API-Key",
                                        "0123456789abcdef")
                                .body())
                .containsPattern("http_server_requests_seconds_count\\{[^}]*status=\"401\"");
    }

    @Test
    void actuatorNeedsTheKeyThereToo() {
        Service management = new Service(managementPort);

        assertThat(management.get("/actuator/prometheus").status()).isEqualTo(401);
        assertThat(management.get("/actuator").status()).isEqualTo(401);
        assertThat(management.get("/nowhere").status()).isEqualTo(401);
        assertThat(management.get("/actuator/health/readiness").status()).isEqualTo(200);
        assertThat(
                        management
                                .send(
                                        "GET",
                                        "/actuator/prometheus",
                                        null,
                                        "X-API-Key",
                                        "0123456789abcdef")
                                .status())
                .isEqualTo(200);
    }

    @Test
    void otherOriginsAreRefusedThereToo() {
        var answer =
                new Service(managementPort)
                        .send(
                                "GET",
                                "/actuator/prometheus",
                                null,
                                "Origin",
                                "http://evil.example",
                                "X-API-Key",
                                "0123456789abcdef");

        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.json().path("code").asString()).isEqualTo("origin_not_allowed");
    }

    @Test
    void listensWhereTheServiceDoes() throws IOException {
        List<InetAddress> others =
                NetworkInterface.networkInterfaces()
                        .flatMap(NetworkInterface::inetAddresses)
                        .filter(address -> !address.isLoopbackAddress())
                        .toList();
        for (InetAddress address : others) {
            assertThat(isOpen(address, managementPort)).as(address.toString()).isFalse();
        }
        assertThat(isOpen(InetAddress.getLoopbackAddress(), managementPort)).isTrue();
    }

    private static boolean isOpen(InetAddress address, int port) {
        try (Socket socket = new Socket(address, port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }
}
