package io.semblance.cli;

import org.jspecify.annotations.Nullable;

/** Why a command cannot go on; the message is for the one who called it. */
final class CommandException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    CommandException(String message) {
        this(message, null);
    }

    CommandException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
