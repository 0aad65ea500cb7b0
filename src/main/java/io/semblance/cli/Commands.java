package io.semblance.cli;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

import java.io.PrintWriter;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The command line. Each command is an HTTP client of a running service. */
@Command(
        name = "semblance",
        mixinStandardHelpOptions = true,
        versionProvider = Commands.Version.class,
        synopsisHeading = "Usage: ",
        customSynopsis = {
            "java -jar semblance-exec.jar COMMAND …    runs a command",
            "       java -jar semblance-exec.jar [--name=value …]  starts the service"
        },
        description = {
            "",
            "Each command sends requests to a running service. Without a command, the service"
                    + " starts, and arguments such as --server.port=8081 are its settings."
        },
        subcommands = {
            ImportCommand.class,
            ExportCommand.class,
            JobsCommand.class,
            SearchCommand.class,
            EvaluateCommand.class,
            CompletionCommand.class,
            HelpCommand.class
        },
        footer = {"", "semblance COMMAND --help describes a command."})
public final class Commands {

    private static final Set<String> ROOT_OPTIONS = Set.of("-h", "--help", "-V", "--version");

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

    /**
     * Whether the arguments are for the command line instead of the service, whose settings all
     * start with a dash. This includes misspelt commands, so that they do not start the service.
     */
    public static boolean accepts(String... args) {
        return args.length > 0 && (ROOT_OPTIONS.contains(args[0]) || word(args) != null);
    }

    /** The first argument that is neither blank nor an option. */
    private static @Nullable String word(String... args) {
        for (String arg : args) {
            if (!arg.isBlank() && !arg.startsWith("-")) {
                return arg;
            }
        }
        return null;
    }

    /**
     * Runs a command; returns the exit status, see {@code docs/command-line.md}.
     *
     * @param args the command's name and its arguments
     */
    public static int run(String... args) {
        CommandLine commands = commandLine();
        String word = word(args);
        if (word != null && args[0].startsWith("-") && !ROOT_OPTIONS.contains(args[0])) {
            commands.getErr()
                    .println(
                            "unexpected argument '%s' after %s: a command comes first, and settings of the service are --name=value"
                                    .formatted(word, args[0]));
            return ExitStatus.USAGE;
        }
        return commands.execute(args);
    }

    static CommandLine commandLine() {
        CommandLine commands = new CommandLine(new Commands());
        register(commands, ImportFormat.class);
        register(commands, ImportSettings.OnConflict.class);
        register(commands, Progress.Mode.class);
        register(commands, JobsListing.State.class);
        register(commands, SearchCommand.Mode.class);
        register(commands, ExportCommand.Format.class);
        return commands.setParameterExceptionHandler((invalid, _) -> explain(invalid))
                .setExecutionExceptionHandler((failure, command, _) -> {
                    if (failure instanceof CommandException expected) {
                        command.getErr().println(expected.getMessage());
                        command.getErr().flush();
                        return expected.exitStatus();
                    }
                    throw failure;
                });
    }

    /** Accepts the constants as their {@code toString} spells them. */
    private static <E extends Enum<E>> void register(CommandLine commands, Class<E> type) {
        List<String> names = Stream.of(type.getEnumConstants()).map(Enum::toString).toList();
        commands.registerConverter(
                type,
                text -> {
                    int index = names.indexOf(text);
                    if (index < 0) {
                        String allButLast = String.join(", ", names.subList(0, names.size() - 1));
                        throw new TypeConversionException(
                                "expected %s or %s, got: %s"
                                        .formatted(allButLast, names.getLast(), text));
                    }
                    return type.getEnumConstants()[index];
                });
    }

    /** Prints what is wrong with the arguments; the whole help would hide it. */
    private static int explain(ParameterException invalid) {
        CommandLine command = invalid.getCommandLine();
        PrintWriter err = command.getErr();
        err.println(invalid.getMessage());
        UnmatchedArgumentException.printSuggestions(invalid, err);
        err.println("See: %s --help".formatted(command.getCommandSpec().qualifiedName()));
        err.flush();
        return ExitStatus.USAGE;
    }
}
