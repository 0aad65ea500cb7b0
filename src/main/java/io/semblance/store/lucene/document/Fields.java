package io.semblance.store.lucene.document;

/** The names of the fields of Lucene documents; each Lucene document is a chunk. */
public final class Fields {

    /** The document's id: indexed, stored, and sortable. */
    public static final String ID = "id";

    /** The chunk's number within its document, from 0. */
    public static final String CHUNK = "chunk";

    /** Where the chunk starts in the document's text. */
    public static final String START = "start";

    /** Where the chunk ends in the document's text. */
    public static final String END = "end";

    /** Where the chunk begins in the document's file, as JSON; only if that is known. */
    static final String SOURCE = "source";

    /** Marks chunk 0 of a document, which also stores the fields of the whole document. */
    public static final String FIRST_CHUNK = "head";

    /** The terms of title and chunk; see {@link io.semblance.store.analysis.TextAnalysis}. */
    public static final String TERMS = "terms";

    /**
     * One term whose frequency is the length of the chunk in counted terms: its total frequency
     * gives the mean length.
     */
    public static final String LENGTH = "length";

    /** The chunk's embedding. */
    public static final String VECTOR = "vector";

    /** All of the document's metadata as terms; see {@link MetadataTerms}. */
    public static final String FILTER = "filter";

    /** The number of chunks of the document; only in chunk 0. */
    static final String CHUNKS = "chunks";

    /** The document's title; only in chunk 0. */
    static final String TITLE = "title";

    /** The document's text; only in chunk 0. */
    static final String TEXT = "text";

    /** The document's metadata as JSON; only in chunk 0. */
    static final String METADATA = "metadata";

    /** The document's content hash; only in chunk 0. */
    static final String CONTENT_HASH = "hash";

    /** The chunk's own text, if it is not the whole text of the document. */
    static final String BODY = "body";

    private Fields() {}
}
