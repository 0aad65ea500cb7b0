package io.semblance;

import io.semblance.cli.Commands;
import io.semblance.embedding.engine.EarlyModelLoading;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** The entry point: starts the service, or runs a command against a running service. */
@SpringBootApplication
public class Semblance {

    /** The JVM's system property for the number of carrier threads of virtual threads. */
    private static final String CARRIERS = "jdk.virtualThreadScheduler.parallelism";

    private static final int MIN_CARRIERS = 8;

    /** Starts the service, unless the arguments name a command. */
    public static void main(String[] args) {
        if (Commands.accepts(args)) {
            System.exit(Commands.run(args));
        }
        setMinimumCarriers();
        service().run(args);
    }

    /** The service's application, not started. */
    static SpringApplication service() {
        SpringApplication service = new SpringApplication(Semblance.class);
        service.addInitializers(new EarlyModelLoading());
        return service;
    }

    /**
     * Sets a minimum of {@value #MIN_CARRIERS} carrier threads for virtual threads, unless the
     * property is set. On a small machine the JVM would choose as many carriers as there are lanes
     * and compiler threads, and requests would wait for a carrier where no limit or metric counts
     * them. Under overload thousands of requests are refused per second, which is cheap only if it
     * happens at once.
     */
    private static void setMinimumCarriers() {
        if (System.getProperty(CARRIERS) == null) {
            int cores = Runtime.getRuntime().availableProcessors();
            System.setProperty(CARRIERS, String.valueOf(Math.max(MIN_CARRIERS, cores)));
        }
    }
}
