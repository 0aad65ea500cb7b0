package io.semblance;

import io.semblance.cli.Commands;
import io.semblance.embedding.EarlyModelLoading;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** The entry point: the service, or one of the commands that talk to a running one. */
@SpringBootApplication
public class Semblance {

    /** The JVM's own setting for virtual threads. */
    private static final String CARRIERS = "jdk.virtualThreadScheduler.parallelism";

    private static final int MIN_CARRIERS = 8;

    /** Starts the service, unless the first argument names a command. */
    public static void main(String[] args) {
        if (args.length > 0 && Commands.has(args[0])) {
            System.exit(Commands.run(args));
        }
        letRequestsRun();
        service().run(args);
    }

    /** The service, not running yet. */
    static SpringApplication service() {
        SpringApplication service = new SpringApplication(Semblance.class);
        service.addInitializers(new EarlyModelLoading());
        return service;
    }

    /**
     * Lets the threads of requests have their part of a small machine, on which lanes and compilers
     * are as many as the carriers that the JVM would choose. A request that is refused in time
     * costs little; under overload there are thousands a second, and those that find no carrier
     * wait unseen.
     */
    private static void letRequestsRun() {
        if (System.getProperty(CARRIERS) == null) {
            int processors = Runtime.getRuntime().availableProcessors();
            System.setProperty(CARRIERS, String.valueOf(Math.max(MIN_CARRIERS, processors)));
        }
    }
}
