package io.semblance.embedding;

/** No reranker is configured. */
public final class NoRerankerException extends EmbeddingException {

    private static final long serialVersionUID = 1L;

    /** Creates the exception with a message that says how to configure a reranker. */
    public NoRerankerException() {
        super(
                "no reranker is configured: set semblance.reranker.directory to the folder of a"
                        + " cross-encoder with an ONNX export",
                null);
    }
}
