package io.semblance.cli;

import org.jspecify.annotations.Nullable;

/** Thrown if a command fails; the message is printed for the user. */
final class CommandException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    CommandException(String message) {
        this(message, null);
    }

    CommandException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
