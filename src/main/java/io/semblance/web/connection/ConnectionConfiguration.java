package io.semblance.web.connection;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Limits the connections of the service. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ConnectionProperties.class)
class ConnectionConfiguration {

    @Bean
    ConnectionBounds connectionBounds(ConnectionProperties limits) {
        return new ConnectionBounds(limits);
    }
}
