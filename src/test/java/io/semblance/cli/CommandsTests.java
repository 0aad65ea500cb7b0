package io.semblance.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Which arguments are a command, and what all commands have. */
@ExtendWith(OutputCaptureExtension.class)
class CommandsTests {

    @TempDir private Path folder;

    @Test
    void settingsStartTheService() {
        assertThat(Commands.accepts()).isFalse();
        assertThat(Commands.accepts("--server.port=8081", "--semblance.model=x")).isFalse();
        assertThat(Commands.accepts("", "--debug")).isFalse();
    }

    @Test
    void misspeltCommandDoesNotStartTheService(CapturedOutput output) {
        assertThat(Commands.accepts("imprt", "x")).isTrue();

        assertThat(Commands.run("imprt", "x")).isEqualTo(ExitStatus.USAGE);

        assertThat(output.getErr()).contains("'imprt'", "Did you mean: semblance import or");
    }

    @Test
    void wordAmongSettingsDoesNotStartTheService(CapturedOutput output) {
        assertThat(Commands.accepts("--server.port", "8081")).isTrue();

        assertThat(Commands.run("--server.port", "8081")).isEqualTo(ExitStatus.USAGE);

        assertThat(output.getErr())
                .contains(
                        "unexpected argument '8081' after --server.port: a command comes first, and"
                                + " settings of the service are --name=value");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "import",
                "export",
                "jobs",
                "jobs list",
                "jobs show",
                "jobs watch",
                "jobs cancel",
                "search",
                "evaluate",
                "completion",
            })
    void everyCommandHasHelpWithAnExample(String command) {
        CommandLineRun run = CommandLineRun.of((command + " --help").split(" ", -1));

        assertThat(run.status()).isZero();
        assertThat(run.out())
                .startsWith("Usage: semblance " + command)
                .contains("Example", "semblance " + command);
        assertThat(run.out().lines()).allMatch(line -> line.length() <= 80);
    }

    @Test
    void helpAndVersionDoNotStartTheService() {
        assertThat(Commands.accepts("--help")).isTrue();
        assertThat(CommandLineRun.of("--help").out())
                .contains("import", "export", "jobs", "search", "evaluate", "completion");
        assertThat(CommandLineRun.of("--version").out()).startsWith("semblance ");
    }

    @Test
    void completionIsAScriptThatBashAccepts() throws IOException, InterruptedException {
        CommandLineRun run = CommandLineRun.of("completion");

        assertThat(run.status()).isZero();
        assertThat(run.out()).contains("--on-conflict", "complete -F _complete_semblance");
        assumeThat(Path.of("/bin/bash")).isExecutable();
        Files.writeString(folder.resolve("films.csv"), "");
        Path script = folder.resolve("completion.bash");
        Files.writeString(
                script,
                run.out()
                        + """
                        compopt() { :; }    # works only while a shell completes
                        complete_words() { COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _complete_semblance; echo "${COMPREPLY[@]}"; }
                        complete_words semblance imp
                        complete_words semblance import --collection movies fil
                        complete_words semblance import --on-conflict re
                        """);
        Process bash =
                new ProcessBuilder("/bin/bash", script.toString())
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .start();
        assertThat(new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo("import\nfilms.csv\nreplace\n");
        assertThat(bash.waitFor()).isZero();
    }
}
