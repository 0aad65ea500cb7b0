package io.semblance.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.IVersionProvider;

/** The command line. Each command is an HTTP client of a running service. */
@Command(
        name = "semblance",
        description =
                "Without a command, starts the service. Each command sends requests to a running"
                        + " service.",
        subcommands = {EvaluateCommand.class, HelpCommand.class})
public final class Commands {

    private Commands() {}

    /** The version in the jar's manifest. */
    static final class Version implements IVersionProvider {

        @Override
        public String[] getVersion() {
            String version = Commands.class.getPackage().getImplementationVersion();
            return new String[] {
                "semblance " + (version == null ? "(development build)" : version)
            };
        }
    }

    /** Whether a command of this name exists. */
    public static boolean has(String name) {
        return commandLine().getSubcommands().containsKey(name);
    }

    /**
     * Runs a command; returns the exit status: 0 on success, 1 if it failed, 2 if the arguments are
     * not valid.
     */
    public static int run(String... args) {
        return commandLine().execute(args);
    }

    private static CommandLine commandLine() {
        return new CommandLine(new Commands())
                .setExecutionExceptionHandler((failure, command, _) -> {
                    if (failure instanceof CommandException) {
                        command.getErr().println(failure.getMessage());
                        return command.getCommandSpec().exitCodeOnExecutionException();
                    }
                    throw failure;
                });
    }
}
