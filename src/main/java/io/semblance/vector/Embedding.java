package io.semblance.vector;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A text as a point: a vector of 32-bit floats, shape {@code [dimension]}. Immutable: it owns its
 * components, all of which are finite. Whether it has unit length is said where it is made.
 */
public final class Embedding {

    private final float[] components;

    private Embedding(float[] components) {
        this.components = components;
    }

    /**
     * An embedding of a copy of these components.
     *
     * @throws IllegalArgumentException if there are none, or one is NaN or infinite
     */
    public static Embedding of(float... components) {
        return owning(components.clone());
    }

    /**
     * An embedding that takes these components over: the caller must not write to them again.
     *
     * @throws IllegalArgumentException if there are none, or one is NaN or infinite
     */
    public static Embedding owning(float[] components) {
        if (components.length == 0) {
            throw new IllegalArgumentException("an embedding has at least 1 component, got: 0");
        }
        for (int i = 0; i < components.length; i++) {
            if (!Float.isFinite(components[i])) {
                throw new IllegalArgumentException(
                        "component %d of an embedding must be finite, got: %s"
                                .formatted(i, components[i]));
            }
        }
        return new Embedding(components);
    }

    /** The number of components. */
    public int dimension() {
        return components.length;
    }

    /** The component at this index, from 0. */
    public float component(int index) {
        return components[index];
    }

    /** A copy of the components. */
    public float[] toArray() {
        return components.clone();
    }

    /** The inner product with an embedding of the same dimension, summed in double precision. */
    public double dot(Embedding other) {
        requireSameDimension(other);
        double sum = 0;
        for (int i = 0; i < components.length; i++) {
            sum += (double) components[i] * other.components[i];
        }
        return sum;
    }

    /** The squared Euclidean distance to an embedding of the same dimension. */
    public double squaredDistance(Embedding other) {
        requireSameDimension(other);
        double sum = 0;
        for (int i = 0; i < components.length; i++) {
            double difference = (double) components[i] - other.components[i];
            sum += difference * difference;
        }
        return sum;
    }

    /** The Euclidean length. */
    public double norm() {
        return Math.sqrt(dot(this));
    }

    /**
     * This direction at unit length; the zero vector, which has no direction, is returned as it is.
     */
    public Embedding normalized() {
        double norm = norm();
        if (norm == 0) {
            return this;
        }
        float[] unit = new float[components.length];
        for (int i = 0; i < unit.length; i++) {
            unit[i] = (float) (components[i] / norm);
        }
        return new Embedding(unit);
    }

    /**
     * The first components alone, as Matryoshka representation learning trains them to be used
     * (Kusupati et al., 2022). The result is not normalised.
     *
     * @throws IllegalArgumentException if dimension is not between 1 and this dimension
     */
    public Embedding truncated(int dimension) {
        if (dimension < 1 || dimension > components.length) {
            throw new IllegalArgumentException(
                    "dimensions must be between 1 and %d, got: %d"
                            .formatted(components.length, dimension));
        }
        return dimension == components.length
                ? this
                : new Embedding(Arrays.copyOf(components, dimension));
    }

    /**
     * The components as 32-bit floats, little-endian, one after the other: {@code [4 * dimension]}.
     */
    public byte[] toBytes() {
        ByteBuffer bytes =
                ByteBuffer.allocate(Float.BYTES * components.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(components);
        return bytes.array();
    }

    /**
     * The components as integers from -127 to 127, {@code [dimension]}: scaled so that the largest
     * one is 127, and rounded. The direction stays, within rounding, and the length does not:
     * compare such vectors by cosine.
     */
    public byte[] toInt8() {
        float largest = 0;
        for (float component : components) {
            largest = Math.max(largest, Math.abs(component));
        }
        byte[] scaled = new byte[components.length];
        for (int i = 0; i < scaled.length && largest > 0; i++) {
            scaled[i] = (byte) Math.round(components[i] / (double) largest * Byte.MAX_VALUE);
        }
        return scaled;
    }

    /**
     * One bit a component, 1 where it is positive, eight a byte, the first in the highest bit; the
     * last byte is filled up with zeros. Compare such vectors by the number of bits that differ.
     */
    public byte[] toBits() {
        byte[] bits = new byte[Math.ceilDiv(components.length, Byte.SIZE)];
        for (int i = 0; i < components.length; i++) {
            if (components[i] > 0) {
                bits[i / Byte.SIZE] |= (byte) (0x80 >> i % Byte.SIZE);
            }
        }
        return bits;
    }

    private void requireSameDimension(Embedding other) {
        if (components.length != other.components.length) {
            throw new IllegalArgumentException(
                    "embeddings of dimension %d and %d cannot be compared"
                            .formatted(components.length, other.components.length));
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Embedding that && Arrays.equals(components, that.components);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(components);
    }

    @Override
    public String toString() {
        return "Embedding[dimension=%d]".formatted(components.length);
    }
}
