package io.semblance.embedding;

import io.semblance.tokenization.TokenizerException;

import org.jspecify.annotations.Nullable;

/**
 * A configured model cannot be loaded. The message is for operators: it names files and settings.
 * {@link #clientMessage()} is the message for clients.
 */
public final class ModelLoadException extends EmbeddingException {

    private static final long serialVersionUID = 1L;

    /** The kind of problem. */
    public enum Reason {
        /**
         * Settings or files of the folder require something that is not supported, or contradict
         * the graph.
         */
        UNSUPPORTED(true, "its folder, graph or settings are not supported"),
        /** A file is missing. */
        MISSING_FILE(true, "one of its files is missing"),
        /** A file is damaged, truncated, or has another digest than configured. */
        DAMAGED_FILE(true, "one of its files is damaged or is another file than expected"),
        /** A file cannot be read or downloaded at present. */
        UNREADABLE(false, "one of its files cannot be read or downloaded at present"),
        /** The machine lacks a resource that the model needs, mostly memory. */
        OUT_OF_RESOURCES(false, "the service has not enough memory for it at present"),
        /** The model is being loaded. */
        LOADING(false, "it is still being loaded");

        private final boolean permanent;
        private final String description;

        Reason(boolean permanent, String description) {
            this.permanent = permanent;
            this.description = description;
        }
    }

    private final Reason reason;
    private final String remedy;
    private final @Nullable String model;

    /**
     * Creates the exception.
     *
     * @param reason the kind of problem
     * @param message for operators: the model, the bad value and what was expected
     * @param remedy for operators: what to do
     * @param cause null if there is none
     */
    public ModelLoadException(
            Reason reason, String message, String remedy, @Nullable Throwable cause) {
        this(reason, message, remedy, null, cause);
    }

    /** Creates the exception with the reason {@link Reason#UNSUPPORTED}. */
    public ModelLoadException(String message, String remedy, @Nullable Throwable cause) {
        this(Reason.UNSUPPORTED, message, remedy, cause);
    }

    private ModelLoadException(
            Reason reason,
            String message,
            String remedy,
            @Nullable String model,
            @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
        this.remedy = remedy;
        this.model = model;
    }

    /** Returns this exception with the id of the model in the message for clients. */
    public ModelLoadException of(String id) {
        ModelLoadException of =
                new ModelLoadException(
                        reason, String.valueOf(getMessage()), remedy, id, getCause());
        of.setStackTrace(getStackTrace());
        return of;
    }

    /** Returns the kind of problem. */
    public Reason reason() {
        return reason;
    }

    /**
     * Returns whether the problem persists until files or settings are changed, so that it is
     * useless to retry.
     */
    public boolean isPermanent() {
        return reason.permanent;
    }

    /** Returns what an operator can do about the problem. */
    public String remedy() {
        return remedy;
    }

    /**
     * Returns the message for clients: the model and the kind of problem, without paths, names of
     * libraries or settings of the service.
     */
    public String clientMessage() {
        String subject = model == null ? "the model" : "model '%s'".formatted(model);
        return reason.permanent
                ? "%s cannot be used: %s; the service log names it and what to do"
                        .formatted(subject, reason.description)
                : "%s is not available: %s; try again later".formatted(subject, reason.description);
    }

    /**
     * Creates the exception for a tokenizer that cannot be loaded or contradicts its model's
     * folder.
     */
    public static ModelLoadException badTokenizer(String id, TokenizerException cause) {
        return new ModelLoadException(
                cause.isContradiction() ? Reason.UNSUPPORTED : Reason.DAMAGED_FILE,
                "model '%s': %s".formatted(id, cause.getMessage()),
                cause.isContradiction()
                        ? "Make the files of the tokenizer agree: save it again with its library."
                        : "Use the tokenizer.json that belongs to the model.",
                cause);
    }
}
