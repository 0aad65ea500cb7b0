package io.semblance.cli;

/** The exit statuses of the commands, described in {@code docs/command-line.md}. */
final class ExitStatus {

    static final int DONE = 0;
    static final int FAILURE = 1;
    static final int USAGE = 2;

    /** Everything was sent, but some documents failed. */
    static final int PARTIAL = 3;

    static final int UNREACHABLE = 4;

    /** As a shell reports a process that was ended by Ctrl-C; the JVM itself ends with it. */
    static final int INTERRUPTED = 130;

    private ExitStatus() {}
}
