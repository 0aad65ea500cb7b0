package io.semblance.tokenization;

import java.nio.LongBuffer;

/** One row of a model's input: input ids and their token types. Immutable. */
public sealed interface InputSequence permits Encoding, PairEncoding {

    /** The number of tokens, special tokens included. */
    int length();

    /** Writes the input ids at the buffer's position, which advances by {@link #length()}. */
    void writeTo(LongBuffer ids);

    /** Writes the token types at the buffer's position, which advances by {@link #length()}. */
    void writeTypesTo(LongBuffer types);
}
