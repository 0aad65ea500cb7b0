package io.semblance.ingest.files;

import java.util.Arrays;

/** Thrown if a file cannot be read as text. Other files are not affected. */
public final class FileRefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Reason reason;

    FileRefusedException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    /** The kind of problem. */
    public Reason reason() {
        return reason;
    }

    /** The kinds of problems. */
    public enum Reason {
        /** The file can be read only with a password or a key. */
        ENCRYPTED("file_encrypted"),
        /** The file is not what its type says, or a part of it is missing or wrong. */
        DAMAGED("file_damaged"),
        /** The file has no text, for example because its pages are images. */
        EMPTY("file_empty"),
        /** The text is longer than the limit, or the file expands to far more than its size. */
        TOO_LARGE("file_too_large"),
        /** The file was not read within the time limit. */
        TIMEOUT("file_timeout"),
        /** There is no parser for this kind of file. */
        UNSUPPORTED("file_unsupported"),
        /** The parser's process ended while it read the file, usually because of its memory. */
        PARSER_CRASHED("file_parser_crashed");

        private final String code;

        Reason(String code) {
            this.code = code;
        }

        /** The reason with a code. */
        static Reason of(String code) {
            return Arrays.stream(values())
                    .filter(reason -> reason.code.equals(code))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("no reason: " + code));
        }

        /** The stable code in responses. */
        public String code() {
            return code;
        }
    }
}
