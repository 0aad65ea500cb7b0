package io.semblance.store.lucene;

import io.semblance.store.IndexFailedException;
import io.semblance.store.StoreException;
import io.semblance.store.StoreUnavailableException;

import org.apache.lucene.index.CorruptIndexException;
import org.apache.lucene.index.IndexFormatTooNewException;
import org.apache.lucene.index.IndexFormatTooOldException;
import org.apache.lucene.store.AlreadyClosedException;
import org.apache.lucene.store.LockObtainFailedException;
import org.jspecify.annotations.Nullable;

import tools.jackson.core.JacksonException;

import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;

/** Translates failures of Lucene and of the disk into the exceptions of the store. */
final class LuceneFailures {

    private static final Pattern READER =
            Pattern.compile(
                    "org\\.apache\\.lucene\\.(codecs|store|util\\.(compress|fst|packed|hnsw))\\.");

    private LuceneFailures() {}

    /**
     * The store's exception for a failure.
     *
     * @param index name of the index
     * @param folder folder of the index
     * @param failure null if the cause is not known
     */
    static StoreException translated(String index, Path folder, @Nullable Throwable failure) {
        Throwable cause = root(failure);
        if (isDamage(cause)) {
            return new IndexFailedException(
                    "the files of index '%s' in %s are damaged: %s; restore the folder from a backup, or delete the collection and load its documents again"
                            .formatted(index, folder.toAbsolutePath(), reason(cause)),
                    failure);
        }
        return new StoreUnavailableException(
                "index '%s' cannot be read or written: %s; %s"
                        .formatted(index, reason(cause), remedy(cause, folder)),
                failure);
    }

    /** The exception for an index that cannot be opened. */
    static StoreException opening(String index, Path folder, Throwable failure) {
        if (failure instanceof StoreException known) {
            return known;
        }
        return switch (translated(index, folder, failure)) {
            case StoreUnavailableException e ->
                    new IndexFailedException(String.valueOf(e.getMessage()), failure);
            case StoreException e -> e;
        };
    }

    /**
     * Whether an exception was caused by damaged data: Lucene's own checks do not detect every
     * flipped bit in an index file, and stored metadata can be malformed JSON.
     */
    static boolean isUnreadable(RuntimeException failure) {
        return switch (failure) {
            case JacksonException _, UncheckedIOException _ -> true;
            case IndexOutOfBoundsException _,
                    NegativeArraySizeException _,
                    IllegalStateException _,
                    NullPointerException _ ->
                    isThrownByAReader(failure);
            default -> false;
        };
    }

    private static boolean isThrownByAReader(RuntimeException failure) {
        return Arrays.stream(failure.getStackTrace())
                .map(StackTraceElement::getClassName)
                .filter(name -> !name.startsWith("java.") && !name.startsWith("jdk."))
                .findFirst()
                .filter(name -> READER.matcher(name).lookingAt())
                .isPresent();
    }

    private static boolean isDamage(@Nullable Throwable cause) {
        return switch (cause) {
            case CorruptIndexException _,
                    IndexFormatTooOldException _,
                    IndexFormatTooNewException _,
                    EOFException _,
                    FileNotFoundException _,
                    NoSuchFileException _ ->
                    true;
            case AlreadyClosedException _ -> false;
            // Lucene throws it once an error in another thread, such as a full disk, closed the
            // writer.
            case IllegalStateException closed
                    when String.valueOf(closed.getMessage())
                            .startsWith("this writer hit an unrecoverable error") ->
                    false;
            // Lucene throws no such exception for valid arguments.
            case RuntimeException _ -> true;
            case null, default -> false;
        };
    }

    /** Whether there is no space left on the disk or in a quota. */
    static boolean isDiskFull(@Nullable Throwable failure) {
        String message = failure == null ? null : failure.getMessage();
        if (message == null) {
            return false;
        }
        String lower = message.toLowerCase(Locale.ROOT);
        return lower.contains("no space left")
                || lower.contains("quota exceeded")
                || lower.contains("not enough space");
    }

    private static String remedy(@Nullable Throwable cause, Path folder) {
        if (isDiskFull(cause)) {
            return "free space on the disk of %s and repeat the request; a restart is not needed"
                    .formatted(folder.toAbsolutePath());
        }
        if (cause instanceof LockObtainFailedException) {
            return "stop the other process that uses " + folder.toAbsolutePath();
        }
        return "check the disk of %s, its free space and its permissions, and that no other process uses it"
                .formatted(folder.toAbsolutePath());
    }

    private static String reason(@Nullable Throwable cause) {
        return switch (cause) {
            case null -> "an error closed the index";
            case NoSuchFileException missing -> missing.getMessage() + " is missing";
            case AccessDeniedException denied -> "access to " + denied.getMessage() + " is denied";
            default ->
                    cause.getMessage() == null
                            ? cause.getClass().getSimpleName()
                            : cause.getMessage();
        };
    }

    /** The cause that describes the failure best: the first that means damage, or the root. */
    private static @Nullable Throwable root(@Nullable Throwable failure) {
        Throwable cause = failure;
        while (cause != null && !isDamage(cause) && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }
}
