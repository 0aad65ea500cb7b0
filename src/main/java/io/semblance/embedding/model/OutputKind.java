package io.semblance.embedding.model;

/** The kind of output for which a graph is run. */
public enum OutputKind {
    /** Vectors of tokens, not pooled: {@code [batch, sequence, dimension]}. */
    TOKEN_VECTORS,
    /** Vectors of texts, pooled by the graph: {@code [batch, dimension]}. */
    TEXT_VECTORS,
    /** Scores of a classification, one row for each input: {@code [batch, labels]}. */
    LOGITS
}
