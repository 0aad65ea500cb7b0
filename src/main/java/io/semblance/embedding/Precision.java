package io.semblance.embedding;

import java.util.Locale;

/** The number type of a model's weights. */
public enum Precision {
    /** 32-bit floats. */
    FLOAT32,
    /** 16-bit floats. */
    FLOAT16,
    /** 8-bit integers, quantised dynamically. */
    INT8;

    /** Returns the name in responses: {@code float32}, {@code float16} or {@code int8}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }
}
