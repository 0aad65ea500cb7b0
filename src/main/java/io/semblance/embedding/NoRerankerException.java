package io.semblance.embedding;

/** No reranker is configured. */
public final class NoRerankerException extends EmbeddingException {

    private static final long serialVersionUID = 1L;

    /** Says how to configure one. */
    public NoRerankerException() {
        super(
                "no reranker is configured: set semblance.reranker.directory to the folder of a"
                        + " cross-encoder with an ONNX export",
                null);
    }
}
