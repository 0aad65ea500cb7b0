package io.semblance;

import io.semblance.catalog.StoreLocation;
import io.semblance.embedding.EmbeddingEngine;
import io.semblance.embedding.ModelDescription;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.web.server.Ssl;
import org.springframework.boot.web.server.WebServer;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.stereotype.Component;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Objects;

/**
 * Logs three lines when the service has started: its address, its default model and device, and its
 * store. An application that uses the plain jar does not scan this package, so nothing is logged
 * there.
 */
@Component
final class StartSummary implements ApplicationListener<ApplicationReadyEvent> {

    private static final Logger LOG = LoggerFactory.getLogger(StartSummary.class);

    private final EmbeddingEngine engine;
    private final StoreLocation store;

    StartSummary(EmbeddingEngine engine, StoreLocation store) {
        this.engine = engine;
        this.store = store;
    }

    @Override
    public void onApplicationEvent(ApplicationReadyEvent event) {
        ApplicationContext context = event.getApplicationContext();
        if (context instanceof WebServerApplicationContext web) {
            WebServer server = Objects.requireNonNull(web.getWebServer());
            LOG.info("{}", address(context.getBean(ServerProperties.class), server.getPort()));
        }
        LOG.info("{}", model());
        LOG.info("Store: {}", store.description());
    }

    /**
     * The address of the service and of its API documentation.
     *
     * @param port on which the server listens; differs from the configured one if that is 0
     */
    static String address(ServerProperties properties, int port) {
        String scheme = Ssl.isEnabled(properties.getSsl()) ? "https" : "http";
        String path = Objects.requireNonNullElse(properties.getServlet().getContextPath(), "");
        InetAddress address = properties.getAddress();
        String url = "%s://%s:%d%s".formatted(scheme, host(address), port, path);
        return "Listening on %s (%s), API documentation: %s/docs"
                .formatted(url, reach(address), url);
    }

    private static String host(@Nullable InetAddress address) {
        if (address == null || address.isAnyLocalAddress() || address.isLoopbackAddress()) {
            return "localhost";
        }
        String host = address.getHostAddress();
        return address instanceof Inet6Address ? "[%s]".formatted(host) : host;
    }

    private static String reach(@Nullable InetAddress address) {
        if (address == null || address.isAnyLocalAddress()) {
            return "all network addresses";
        }
        return address.isLoopbackAddress() ? "this machine only" : "this address only";
    }

    private String model() {
        ModelDescription model = engine.describe(engine.defaultModel());
        return "Default model: %s (%d dimensions, up to %d tokens per text) on the %s, %d lanes"
                .formatted(
                        model.id(),
                        model.dimension(),
                        model.maxTokens(),
                        engine.sizing().gpu() ? "GPU" : "CPU",
                        engine.sizing().lanes());
    }
}
