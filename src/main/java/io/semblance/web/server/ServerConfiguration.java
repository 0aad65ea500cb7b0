package io.semblance.web.server;

import org.apache.tomcat.util.buf.EncodedSolidusHandling;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.tomcat.ConfigurableTomcatWebServerFactory;
import org.springframework.boot.tomcat.TomcatConnectorCustomizer;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import tools.jackson.databind.json.JsonMapper;

/** Configures Tomcat: slashes in path segments, HTTP/2 and valves. */
@Configuration(proxyBeanMethods = false)
class ServerConfiguration {

    /** A document id may contain a slash; percent-encoded, it is part of a path segment. */
    @Bean
    TomcatConnectorCustomizer slashesInPathSegments() {
        return connector -> {
            connector.setEncodedSolidusHandling(EncodedSolidusHandling.PASS_THROUGH.getValue());
            connector.setEncodedReverseSolidusHandling(
                    EncodedSolidusHandling.PASS_THROUGH.getValue());
        };
    }

    /** Replaces the HTTP/2 support that Spring Boot adds. */
    @Bean
    @ConditionalOnBooleanProperty("server.http2.enabled")
    TomcatConnectorCustomizer directHttp2() {
        return connector -> connector.addUpgradeProtocol(new PriorKnowledgeHttp2());
    }

    @Bean
    WebServerFactoryCustomizer<ConfigurableTomcatWebServerFactory> unreadableRequests(
            JsonMapper json) {
        return factory -> MalformedRequestValve.addTo(factory, json);
    }

    @Bean
    WebServerFactoryCustomizer<ConfigurableTomcatWebServerFactory> connections() {
        return ServerConfiguration::addValves;
    }

    /** Adds the valves that the API's server and a separate server of the actuator need. */
    static void addValves(ConfigurableTomcatWebServerFactory factory) {
        factory.addEngineValves(new ClientConnection.Valve());
    }
}
