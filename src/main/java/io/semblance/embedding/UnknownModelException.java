package io.semblance.embedding;

import java.util.Collection;

/** No model of that id is configured; the message lists those that are. */
public final class UnknownModelException extends EmbeddingException {

    private static final long serialVersionUID = 1L;

    UnknownModelException(String id, Collection<String> known) {
        super(
                "there is no model '%s'; the models are %s; semblance.models adds one"
                        .formatted(id, String.join(", ", known)),
                null);
    }
}
