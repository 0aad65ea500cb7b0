package io.semblance.web;

import org.apache.tomcat.util.buf.EncodedSolidusHandling;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.tomcat.ConfigurableTomcatWebServerFactory;
import org.springframework.boot.tomcat.TomcatConnectorCustomizer;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

import tools.jackson.databind.json.JsonMapper;

import java.util.List;

/** The server's own settings. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(LimitProperties.class)
class WebConfiguration {

    /** A document id may have a slash; percent-encoded it is part of a path's segment. */
    @Bean
    TomcatConnectorCustomizer slashesInPathSegments() {
        return connector -> {
            connector.setEncodedSolidusHandling(EncodedSolidusHandling.PASS_THROUGH.getValue());
            connector.setEncodedReverseSolidusHandling(
                    EncodedSolidusHandling.PASS_THROUGH.getValue());
        };
    }

    /** Stands in for the HTTP/2 that Boot adds. */
    @Bean
    @ConditionalOnBooleanProperty("server.http2.enabled")
    TomcatConnectorCustomizer directHttp2() {
        return connector -> connector.addUpgradeProtocol(new DirectHttp2());
    }

    @Bean
    WebServerFactoryCustomizer<ConfigurableTomcatWebServerFactory> unreadableRequests(
            JsonMapper json) {
        return factory -> UnreadableRequests.addTo(factory, json);
    }

    /** Routes may ask for their caller. */
    @Bean
    WebMvcConfigurer callers() {
        return new WebMvcConfigurer() {
            @Override
            public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
                resolvers.add(new CallerResolver());
            }
        };
    }

    @Bean
    WebServerFactoryCustomizer<ConfigurableTomcatWebServerFactory> connections() {
        return WebConfiguration::addValves;
    }

    /** What every server needs, that of the API and that of the actuator alone. */
    static void addValves(ConfigurableTomcatWebServerFactory factory) {
        factory.addEngineValves(new ClientConnection.Valve());
    }
}
