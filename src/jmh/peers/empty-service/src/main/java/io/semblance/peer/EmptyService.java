package io.semblance.peer;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/**
 * What Spring Boot itself takes to start with what a service has: web, database, migrations,
 * metrics.
 */
@SpringBootApplication
public class EmptyService {

    /** Starts it. */
    public static void main(String[] arguments) {
        SpringApplication.run(EmptyService.class, arguments);
    }
}
