package io.semblance.web;

import io.semblance.security.AllowedHosts;
import io.semblance.security.AllowedOrigins;
import io.semblance.security.ApiKeys;
import io.semblance.web.connection.ConnectionBounds;

import org.springframework.boot.actuate.autoconfigure.web.ManagementContextConfiguration;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextType;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;

import tools.jackson.databind.json.JsonMapper;

import java.net.InetAddress;

/**
 * The actuator's own server, with {@code management.server.port}: it is a context of its own, which
 * has none of the service's filters. It gets the same ones, and unless {@code
 * management.server.address} says otherwise the same address. Read by Boot from {@code
 * META-INF/spring}; the condition leaves other applications alone that have this jar.
 */
@ManagementContextConfiguration(value = ManagementContextType.CHILD, proxyBeanMethods = false)
@ConditionalOnBean(ConnectionBounds.class)
final class ManagementServerConfiguration {

    @Bean
    FilterRegistrationBean<OriginFilter> managementOriginFilter(
            AllowedHosts hosts, AllowedOrigins origins, JsonMapper json) {
        FilterRegistrationBean<OriginFilter> filter =
                new FilterRegistrationBean<>(new OriginFilter(hosts, origins, json));
        filter.setOrder(Ordered.HIGHEST_PRECEDENCE);
        return filter;
    }

    @Bean
    FilterRegistrationBean<ApiKeyFilter> managementApiKeyFilter(ApiKeys keys, JsonMapper json) {
        FilterRegistrationBean<ApiKeyFilter> filter =
                new FilterRegistrationBean<>(new ApiKeyFilter(keys, json));
        filter.setOrder(Ordered.HIGHEST_PRECEDENCE + 1);
        return filter;
    }

    /** After Boot's, which sets the address to management.server.address or to every address. */
    @Bean
    @Order(Ordered.LOWEST_PRECEDENCE)
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> managementServer(
            ConnectionBounds bounds, JsonMapper json, Environment environment) {
        return factory -> {
            if (!environment.containsProperty("management.server.address")) {
                factory.setAddress(environment.getProperty("server.address", InetAddress.class));
            }
            bounds.customize(factory);
            WebConfiguration.addValves(factory);
            UnreadableRequests.addTo(factory, json);
        };
    }
}
