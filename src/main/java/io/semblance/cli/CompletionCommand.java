package io.semblance.cli;

import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Spec;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;

/** Prints the completion script for a shell. */
@Command(
        name = "completion",
        mixinStandardHelpOptions = true,
        versionProvider = Commands.Version.class,
        description = {
            "Prints a script for bash and zsh that completes the commands and options of a command"
                    + " named semblance.",
        },
        footer = {
            "",
            "Example, for ~/.bashrc or ~/.zshrc:",
            "  semblance() { java -jar /opt/semblance/semblance-exec.jar \"$@\"; }",
            "  source <(semblance completion)"
        })
final class CompletionCommand implements Callable<Integer> {

    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
        CommandLine commands = Commands.commandLine();
        CommandLine files = Objects.requireNonNull(commands.getSubcommands().get("import"));
        completeFiles(files.getCommandSpec());
        // No line separator of another system, which a shell would not understand.
        spec.commandLine().getOut().print(AutoComplete.bash("semblance", commands));
        spec.commandLine().getOut().print("\n");
        spec.commandLine().getOut().flush();
        return ExitStatus.DONE;
    }

    /** The files to import are strings, because they may be globs; shells complete only paths. */
    private static void completeFiles(CommandSpec command) {
        List.copyOf(command.positionalParameters()).forEach(command::remove);
        command.addPositional(PositionalParamSpec.builder().index("0..*").type(Path.class).build());
    }
}
