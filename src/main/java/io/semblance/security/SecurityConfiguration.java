package io.semblance.security;

import org.springframework.boot.actuate.autoconfigure.web.server.ManagementPortType;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

import java.net.InetAddress;

/**
 * Defines the security values. The start fails if other machines could reach a service without an
 * API key.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(SecurityProperties.class)
class SecurityConfiguration {

    @Bean
    ApiKeys apiKeys(SecurityProperties properties, Environment environment) {
        if (!properties.open() && properties.apiKey() == null) {
            requireLoopback(environment, "server.address");
            if (ManagementPortType.get(environment) == ManagementPortType.DIFFERENT
                    && environment.containsProperty("management.server.address")) {
                requireLoopback(environment, "management.server.address");
            }
        }
        return new ApiKeys(properties.apiKey());
    }

    private static void requireLoopback(Environment environment, String property) {
        InetAddress address = environment.getProperty(property, InetAddress.class);
        if (address == null || !address.isLoopbackAddress()) {
            throw new MissingApiKeyException(
                    property, address == null ? "every address" : address.getHostAddress());
        }
    }

    /**
     * Clients may also use IP addresses if the service is open; a page cannot rebind an address.
     */
    @Bean
    AllowedHosts allowedHosts(SecurityProperties properties) {
        return new AllowedHosts(
                properties.apiKey() != null, properties.open(), properties.allowedHosts());
    }

    @Bean
    AllowedOrigins allowedOrigins(SecurityProperties properties) {
        return new AllowedOrigins(properties.allowedOrigins());
    }
}
