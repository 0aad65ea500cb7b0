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

/** What a failure of Lucene or of the disk means to callers of the store. */
final class LuceneFailures {

    private static final Pattern READER =
            Pattern.compile(
                    "org\\.apache\\.lucene\\.(codecs|store|util\\.(compress|fst|packed|hnsw))\\.");

    private LuceneFailures() {}

    /**
     * The exception to throw instead.
     *
     * @param index name of the index
     * @param folder of the index
     */
    static StoreException translated(String index, Path folder, @Nullable Throwable failure) {
        Throwable cause = root(failure);
        if (isDamage(cause)) {
            return new IndexFailedException(
                    "the files of the index '%s' in %s are damaged: %s; restore the folder from a backup, or delete the collection and load its documents again"
                            .formatted(index, folder.toAbsolutePath(), reason(cause)),
                    failure);
        }
        return new StoreUnavailableException(
                "the index '%s' cannot be read or written: %s; %s"
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
     * Whether a reader of Lucene's files or of stored metadata could not make sense of what it
     * read: not every flipped byte is noticed by a check of Lucene's own.
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
            // Lucene's readers and writers throw none over what callers may give them.
            case RuntimeException _ -> true;
            case null, default -> false;
        };
    }

    /** Whether a disk or a quota has no room left. */
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
            return "free space on the disk of %s and repeat the request, no restart is needed"
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
            case null -> "an error closed it";
            case NoSuchFileException missing -> missing.getMessage() + " is missing";
            case AccessDeniedException denied -> "access to " + denied.getMessage() + " is denied";
            default ->
                    cause.getMessage() == null
                            ? cause.getClass().getSimpleName()
                            : cause.getMessage();
        };
    }

    /** The first cause, which says what happened. */
    private static @Nullable Throwable root(@Nullable Throwable failure) {
        Throwable cause = failure;
        while (cause != null && !isDamage(cause) && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }
}
