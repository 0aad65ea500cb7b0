package io.semblance.web.connection;

import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;

/** Limits the connections of the API's server and of a separate server of the actuator. */
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
