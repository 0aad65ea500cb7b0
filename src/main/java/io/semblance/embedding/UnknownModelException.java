package io.semblance.embedding;

import java.util.Collection;

/** No configured model has this name. The message lists the models. */
public final class UnknownModelException extends EmbeddingException {

    private static final long serialVersionUID = 1L;

    private UnknownModelException(String message) {
        super(message, null);
    }

    /**
     * Creates the exception for a name, with a message that lists the ids of the configured models
     * and their aliases.
     */
    public static UnknownModelException of(
            String name, Collection<String> ids, Collection<String> aliases) {
        return new UnknownModelException(
                "there is no model '%s'; the models are %s; add a model to semblance.models or a name to semblance.model-aliases"
                        .formatted(name, listed(ids, aliases)));
    }

    /**
     * Creates the exception for the name of a built-in model whose files this build does not
     * contain.
     *
     * @param ids ids of the configured models
     * @param aliases their aliases
     */
    public static UnknownModelException notInThisBuild(
            String name, Collection<String> ids, Collection<String> aliases) {
        return new UnknownModelException(
                "the model '%s' is not in this build; build with -Pall-models or configure its files in semblance.models; the models are %s"
                        .formatted(name, listed(ids, aliases)));
    }

    private static String listed(Collection<String> ids, Collection<String> aliases) {
        return String.join(", ", ids)
                + (aliases.isEmpty() ? "" : "; other names are " + String.join(", ", aliases));
    }
}
