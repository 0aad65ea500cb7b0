package io.semblance;

import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.env.PropertiesPropertySourceLoader;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.io.ClassPathResource;

import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Adds {@code service.properties} as the property source with the lowest precedence, if the started
 * application is the service. Another application with this jar on its class path is not affected.
 */
final class ServiceDefaults implements EnvironmentPostProcessor {

    @Override
    public void postProcessEnvironment(
            ConfigurableEnvironment environment, SpringApplication application) {
        if (!application.getAllSources().contains(Semblance.class)) {
            return;
        }
        ClassPathResource file = new ClassPathResource("service.properties", Semblance.class);
        try {
            new PropertiesPropertySourceLoader()
                    .load("semblance-service", file)
                    .forEach(environment.getPropertySources()::addLast);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
