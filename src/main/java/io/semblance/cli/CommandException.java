package io.semblance.cli;

import org.jspecify.annotations.Nullable;

/** Thrown if a command fails; the message is printed for the user. */
final class CommandException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private static final int NO_RESPONSE = 0;

    private final int exitStatus;
    private final int httpStatus;

    CommandException(String message) {
        this(message, null);
    }

    CommandException(String message, @Nullable Throwable cause) {
        this(message, cause, ExitStatus.FAILURE, NO_RESPONSE);
    }

    private CommandException(
            String message, @Nullable Throwable cause, int exitStatus, int httpStatus) {
        super(message, cause);
        this.exitStatus = exitStatus;
        this.httpStatus = httpStatus;
    }

    /** The service cannot be reached. */
    static CommandException unreachable(String message, @Nullable Throwable cause) {
        return new CommandException(message, cause, ExitStatus.UNREACHABLE, NO_RESPONSE);
    }

    /** The service answered with an error. */
    static CommandException answered(String message, int httpStatus) {
        return new CommandException(message, null, ExitStatus.FAILURE, httpStatus);
    }

    /** The thread was interrupted; its interrupt flag is set again. */
    static CommandException interrupted(InterruptedException cause) {
        Thread.currentThread().interrupt();
        return new CommandException("interrupted", cause, ExitStatus.INTERRUPTED, NO_RESPONSE);
    }

    int exitStatus() {
        return exitStatus;
    }

    boolean isUnreachable() {
        return exitStatus == ExitStatus.UNREACHABLE;
    }

    /** Whether every further request of the same command would fail too. */
    boolean isFatal() {
        return exitStatus != ExitStatus.FAILURE || httpStatus == 401 || httpStatus == 403;
    }
}
