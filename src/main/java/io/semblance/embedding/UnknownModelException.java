package io.semblance.embedding;

import java.util.Collection;

/**
 * No model of that id is configured, or it is one of the catalogue's that this build does not
 * bring; the message lists those that there are.
 */
public final class UnknownModelException extends EmbeddingException {

    private static final long serialVersionUID = 1L;

    UnknownModelException(String id, Collection<String> known) {
        super(
                (Catalogue.has(id)
                                ? "the model '%s' is not in this build: build with -Pall-models, or"
                                        + " give its files in semblance.models; the models here are"
                                        + " %s"
                                : "there is no model '%s'; the models are %s; semblance.models adds"
                                        + " one")
                        .formatted(id, String.join(", ", known)),
                null);
    }
}
