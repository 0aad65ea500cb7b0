package io.semblance;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** The service's entry point. */
@SpringBootApplication
public class Semblance {

    /** Starts the service. */
    public static void main(String[] args) {
        SpringApplication.run(Semblance.class, args);
    }
}
