package io.semblance.security;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import java.net.InetAddress;

/** Makes the keys, and refuses to start where others could reach a service that has none. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(SecurityProperties.class)
class SecurityConfiguration {

    @Bean
    ApiKeys apiKeys(
            SecurityProperties properties,
            @Value("${server.address:#{null}}") @Nullable InetAddress address) {
        boolean reachable = address == null || !address.isLoopbackAddress();
        if (reachable && !properties.open() && properties.apiKey() == null) {
            throw new OpenServiceException(
                    address == null ? "every address" : address.getHostAddress());
        }
        return new ApiKeys(properties.apiKey());
    }
}
