package io.semblance.embedding;

import java.util.Locale;

/** What the weights of a model are made of. */
public enum Precision {
    /** 32-bit floats. */
    FLOAT32,
    /** 16-bit floats. */
    FLOAT16,
    /** 8-bit integers, quantised dynamically. */
    INT8;

    /** The name in answers: {@code float32}, {@code float16}, {@code int8}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }
}
