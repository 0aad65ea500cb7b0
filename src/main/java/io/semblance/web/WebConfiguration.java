package io.semblance.web;

import org.apache.tomcat.util.buf.EncodedSolidusHandling;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.tomcat.ConfigurableTomcatWebServerFactory;
import org.springframework.boot.tomcat.TomcatConnectorCustomizer;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.converter.AbstractJacksonHttpMessageConverter;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.http.converter.HttpMessageConverters.ServerBuilder;
import org.springframework.http.converter.json.JacksonJsonHttpMessageConverter;
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

    /** Routes may ask for their caller, and speak JSON alone. */
    @Bean
    WebMvcConfigurer callersAndJson() {
        return new WebMvcConfigurer() {
            @Override
            public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
                resolvers.add(new CallerResolver());
            }

            @Override
            public void configureMessageConverters(ServerBuilder builder) {
                builder.configureMessageConvertersList(
                        converters -> converters.removeIf(WebConfiguration::isOtherFormat));
            }
        };
    }

    /**
     * Whether Spring has added it because a parser of YAML, XML or CBOR happens to be on the class
     * path. The limits of a body are those of the JSON parser; another one would not keep them.
     */
    private static boolean isOtherFormat(HttpMessageConverter<?> converter) {
        return converter instanceof AbstractJacksonHttpMessageConverter
                && !(converter instanceof JacksonJsonHttpMessageConverter);
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
