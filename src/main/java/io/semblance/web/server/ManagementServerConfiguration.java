package io.semblance.web.server;

import io.semblance.security.AllowedHosts;
import io.semblance.security.AllowedOrigins;
import io.semblance.security.ApiKeys;
import io.semblance.web.connection.ConnectionBounds;
import io.semblance.web.filter.ApiKeyFilter;
import io.semblance.web.filter.OriginFilter;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextConfiguration;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextType;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;

import tools.jackson.databind.json.JsonMapper;

import java.net.InetAddress;

/**
 * Configures the separate server of the actuator, which {@code management.server.port} enables. Its
 * application context does not contain the service's filters, so they are added here, and unless
 * {@code management.server.address} is set it uses the service's address. Spring Boot finds this
 * class through {@code META-INF/spring}. The condition excludes the service's own context, which
 * scans this package too, and applications that only have this jar on their class path.
 */
@ManagementContextConfiguration(value = ManagementContextType.CHILD, proxyBeanMethods = false)
@Conditional(ManagementServerConfiguration.OfTheService.class)
final class ManagementServerConfiguration {

    /** Whether the parent of this context is the service. */
    static final class OfTheService implements Condition {

        @Override
        public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
            ConfigurableListableBeanFactory beans = context.getBeanFactory();
            return beans != null
                    && beans.getParentBeanFactory() instanceof ListableBeanFactory parent
                    && parent.getBeanNamesForType(ConnectionBounds.class, true, false).length > 0;
        }
    }

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

    /**
     * Runs after Boot's, which sets the address to management.server.address or to all addresses.
     */
    @Bean
    @Order(Ordered.LOWEST_PRECEDENCE)
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> managementServer(
            ConnectionBounds bounds, JsonMapper json, Environment environment) {
        return factory -> {
            if (!environment.containsProperty("management.server.address")) {
                factory.setAddress(environment.getProperty("server.address", InetAddress.class));
            }
            bounds.customize(factory);
            ServerConfiguration.addValves(factory);
            MalformedRequestValve.addTo(factory, json);
        };
    }
}
