package io.semblance;

import io.semblance.cli.Commands;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** The entry point: the service, or one of the commands that talk to a running one. */
@SpringBootApplication
public class Semblance {

    /** Starts the service, unless the first argument names a command. */
    public static void main(String[] args) {
        if (args.length > 0 && Commands.has(args[0])) {
            System.exit(Commands.run(args));
        }
        SpringApplication.run(Semblance.class, args);
    }
}
