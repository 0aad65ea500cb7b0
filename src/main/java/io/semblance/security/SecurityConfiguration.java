package io.semblance.security;

import org.springframework.boot.actuate.autoconfigure.web.server.ManagementPortType;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

import java.net.InetAddress;

/** Makes the keys, and refuses to start where others could reach a service that has none. */
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
            throw new OpenServiceException(
                    property, address == null ? "every address" : address.getHostAddress());
        }
    }

    /** An open service is reached by addresses too; no page can rebind an address. */
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
