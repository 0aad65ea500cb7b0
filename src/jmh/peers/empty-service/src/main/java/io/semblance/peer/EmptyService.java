package io.semblance.peer;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/**
 * An empty service with the Spring Boot features that Semblance uses (web, database, migrations,
 * metrics), to measure the start of Spring Boot itself.
 */
@SpringBootApplication
public class EmptyService {

    /** Starts the service. */
    public static void main(String[] arguments) {
        SpringApplication.run(EmptyService.class, arguments);
    }
}
