package io.semblance.web.connection;

import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;

/** Makes a server bound its connections; the one of the API, and one of the actuator alone. */
public final class ConnectionBounds
        implements WebServerFactoryCustomizer<TomcatServletWebServerFactory> {

    private final ConnectionProperties limits;

    ConnectionBounds(ConnectionProperties limits) {
        this.limits = limits;
    }

    @Override
    public void customize(TomcatServletWebServerFactory factory) {
        factory.setProtocol(BoundedHttpProtocol.class.getName());
        factory.addConnectorCustomizers(connector -> {
            if (connector.getProtocolHandler() instanceof BoundedHttpProtocol protocol) {
                protocol.bound(limits);
            }
        });
        factory.addEngineValves(new ConnectionValve());
    }
}
