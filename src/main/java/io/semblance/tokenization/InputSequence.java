package io.semblance.tokenization;

import java.nio.LongBuffer;

/** What a model reads as one row of its input: ids and the type of each. Immutable. */
public sealed interface InputSequence permits Encoding, PairEncoding {

    /** The number of tokens, special tokens included. */
    int length();

    /** Writes the ids at the buffer's position, which moves by {@link #length()}. */
    void writeTo(LongBuffer ids);

    /** Writes the token types at the buffer's position, which moves by {@link #length()}. */
    void writeTypesTo(LongBuffer types);
}
