package io.semblance.ingest.files;

import io.semblance.ingest.files.FileRefusedException.Reason;

import org.apache.poi.util.RecordFormatException;
import org.apache.tika.exception.EncryptedDocumentException;
import org.apache.tika.exception.TikaMemoryLimitException;
import org.apache.tika.exception.WriteLimitReachedException;
import org.apache.tika.exception.ZeroByteFileException;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The reason why a file could not be parsed, from what its parser threw. */
record ParseFailure(Reason reason, String message) {

    private static final int MAX_DETAIL = 200;
    private static final int MAX_CAUSES = 20;

    static final ParseFailure NO_TEXT =
            new ParseFailure(
                    Reason.EMPTY,
                    "the file has no text. If its pages are images (a scan), recognise the text"
                            + " with another program first: OCR is not done here");

    static ParseFailure tooLarge(int maxCharacters) {
        return new ParseFailure(
                Reason.TOO_LARGE,
                "the text of the file has more than %d characters; split the file, or raise semblance.files.characters and semblance.limits.document-characters"
                        .formatted(maxCharacters));
    }

    /** The failure for an exception or error of a parser. */
    static ParseFailure of(@Nullable Throwable thrown) {
        List<Throwable> causes = causes(thrown);
        for (Throwable cause : causes) {
            ParseFailure known = known(cause);
            if (known != null) {
                return known;
            }
        }
        return new ParseFailure(
                Reason.DAMAGED,
                "the file is damaged or not valid; open it in the program that wrote it and save it"
                        + " again"
                        + (causes.isEmpty() ? "" : " (%s)".formatted(detail(causes.getLast()))));
    }

    private static List<Throwable> causes(@Nullable Throwable thrown) {
        List<Throwable> causes = new ArrayList<>();
        for (Throwable cause = thrown;
                cause != null && causes.size() < MAX_CAUSES;
                cause = cause.getCause()) {
            causes.add(cause);
        }
        return causes;
    }

    private static @Nullable ParseFailure known(Throwable cause) {
        String message = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
        return switch (cause) {
            case FileParser.RefusedException refused -> refused.failure();
            case EncryptedDocumentException _, org.apache.poi.EncryptedDocumentException _ ->
                    encrypted();
            // The library for public keys is left out: only a key could open such a file.
            case NoClassDefFoundError _ when message.contains("bouncycastle") -> encrypted();
            case ZeroByteFileException _ -> NO_TEXT;
            case TikaMemoryLimitException _ -> bomb();
            case WriteLimitReachedException _ -> bomb();
            case RecordFormatException _ when message.contains("tried to allocate") -> bomb();
            case StackOverflowError _ -> nested();
            default -> byMessage(message);
        };
    }

    static ParseFailure partlyDamaged(String detail) {
        return new ParseFailure(
                Reason.DAMAGED,
                "a part of the file cannot be read, so the file is not imported; open it in the program that wrote it and save it again (%s)"
                        .formatted(
                                TextCleaner.shortened(
                                        detail.lines().findFirst().orElse(""), MAX_DETAIL)));
    }

    /** By the messages of Tika, POI and the XML parser of the JDK about their limits. */
    private static @Nullable ParseFailure byMessage(String message) {
        if (message.contains("zip bomb") || message.contains("entityexpansionlimit")) {
            return bomb();
        }
        return message.contains("maxelementdepth") ? nested() : null;
    }

    private static ParseFailure nested() {
        return new ParseFailure(
                Reason.DAMAGED, "the parts of the file are nested too deeply to read");
    }

    private static ParseFailure encrypted() {
        return new ParseFailure(
                Reason.ENCRYPTED,
                "the file is encrypted; remove the password in the program that wrote it, and"
                        + " import it again");
    }

    static ParseFailure bomb() {
        return new ParseFailure(
                Reason.TOO_LARGE,
                "the file expands to far more than its size, as a zip bomb does; it was not read");
    }

    private static String detail(Throwable cause) {
        String message = cause.getMessage();
        return TextCleaner.shortened(
                message == null ? cause.getClass().getSimpleName() : message, MAX_DETAIL);
    }

    ParseReply.Refused reply() {
        return new ParseReply.Refused(reason, message);
    }
}
