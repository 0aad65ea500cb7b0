package io.semblance.embedding;

/** The time that the caller allows has passed. */
public final class DeadlineExceededException extends EmbeddingException {

    private static final long serialVersionUID = 1L;

    DeadlineExceededException(Deadline deadline) {
        super(
                "the %d ms that the caller allows passed before the texts were embedded; allow more time or send fewer texts at once"
                        .formatted(deadline.allowed().toMillis()),
                null);
    }
}
