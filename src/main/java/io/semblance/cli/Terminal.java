package io.semblance.cli;

import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whether the error stream, on which progress is shown, is a terminal. */
final class Terminal {

    /** On Linux, a link to the file, the pipe or the terminal behind the error stream. */
    private static final Path ERROR_STREAM = Path.of("/proc/self/fd/2");

    private Terminal() {}

    // Which implementation of the console is the default, and so whether it can be null, has
    // changed
    // between versions of Java.
    @SuppressWarnings("SystemConsoleNull")
    static boolean isPresent() {
        if ("dumb".equals(System.getenv("TERM"))) {
            return false;
        }
        if (Files.isSymbolicLink(ERROR_STREAM)) {
            return isTerminal(ERROR_STREAM);
        }
        // Elsewhere, Java reports only whether both standard input and output are a terminal.
        Console console = System.console();
        return console != null && console.isTerminal();
    }

    static boolean isTerminal(Path stream) {
        try {
            String target = Files.readSymbolicLink(stream).toString();
            return target.startsWith("/dev/pts/")
                    || target.startsWith("/dev/tty")
                    || target.equals("/dev/console");
        } catch (IOException e) {
            return false;
        }
    }
}
