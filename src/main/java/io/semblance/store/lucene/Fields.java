package io.semblance.store.lucene;

/** The names of the fields of a chunk's Lucene document. */
final class Fields {

    /** The document's id: indexed, stored, and in order. */
    static final String ID = "id";

    /** The chunk's number, and its offsets in the document's text. */
    static final String CHUNK = "chunk";

    static final String START = "start";
    static final String END = "end";

    /** Marks the chunk 0, which carries what belongs to the document. */
    static final String HEAD = "head";

    /** How many chunks the document has; on the head. */
    static final String CHUNKS = "chunks";

    static final String TITLE = "title";
    static final String TEXT = "text";
    static final String METADATA = "metadata";
    static final String CONTENT_HASH = "hash";

    /** A chunk's own text, where it is not the whole of the document's. */
    static final String BODY = "body";

    /** The terms of title and chunk; see {@link io.semblance.store.analysis.TextAnalysis}. */
    static final String TERMS = "terms";

    /**
     * One term that occurs as often as the chunk has counted terms: so the mean length is known.
     */
    static final String LENGTH = "length";

    static final String VECTOR = "vector";

    /** All of the metadata as terms; see {@link MetadataTerms}. */
    static final String FILTER = "filter";

    private Fields() {}
}
