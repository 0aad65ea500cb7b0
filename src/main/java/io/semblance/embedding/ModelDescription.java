package io.semblance.embedding;

/**
 * A loaded model as others see it.
 *
 * @param id its name in configuration and requests
 * @param version changes whenever the same text could get another vector: a digest of the weights,
 *     the tokenizer and the settings; not of the device, nor of the precision that it runs them in
 * @param dimension components of an embedding
 * @param maxTokens the most tokens of one text, special tokens and prefix included
 * @param precision of its weights
 * @param pooling how token vectors become one
 * @param normalized whether embeddings have unit length unless a request says otherwise
 * @param queryPrefix put before a query; may be empty
 * @param documentPrefix put before a passage; may be empty
 */
public record ModelDescription(
        String id,
        String version,
        int dimension,
        int maxTokens,
        Precision precision,
        Pooling pooling,
        boolean normalized,
        String queryPrefix,
        String documentPrefix) {

    /** What a prompt puts before a text; may be empty. */
    String prefix(EmbedRequest.Prompt prompt) {
        return switch (prompt) {
            case NONE -> "";
            case QUERY -> queryPrefix;
            case DOCUMENT -> documentPrefix;
        };
    }
}
