package io.semblance.embedding;

import java.util.Collection;
import java.util.stream.Collectors;

/**
 * The model has no prompt of this name. The message lists the prompts of the model, in the words of
 * text-embeddings-inference.
 */
public final class UnknownPromptException extends EmbeddingException {

    private static final long serialVersionUID = 1L;

    UnknownPromptException(String name, Collection<String> known) {
        super(
                "`prompt_name` is set to `%s` but it was not found in the Sentence Transformers prompts. Available prompts: %s"
                        .formatted(
                                name,
                                known.stream()
                                        .map(prompt -> '"' + prompt + '"')
                                        .collect(Collectors.joining(", ", "[", "]"))),
                null);
    }
}
