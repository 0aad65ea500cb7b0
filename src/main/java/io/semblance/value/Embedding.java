package io.semblance.value;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The embedding of a text: a vector of 32-bit floats, shape {@code [dimension]}. Immutable: it owns
 * its components, all of which are finite. It need not have unit length; the method that creates it
 * says whether it has.
 */
public final class Embedding {

    /** How far rounding to 32-bit floats can change a unit vector's length. */
    private static final double UNIT_ROUNDING = 0x1.01p-24;

    private final float[] components;

    private Embedding(float[] components) {
        this.components = components;
    }

    /**
     * An embedding with a copy of these components.
     *
     * @throws IllegalArgumentException if there are no components, or one is NaN or infinite
     */
    public static Embedding of(float... components) {
        return owning(components.clone());
    }

    /**
     * An embedding that takes ownership of these components: the caller must not modify them
     * afterwards.
     *
     * @throws IllegalArgumentException if there are no components, or one is NaN or infinite
     */
    public static Embedding owning(float[] components) {
        if (components.length == 0) {
            throw new IllegalArgumentException(
                    "an embedding must have at least 1 component, got: 0");
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

    /** The component at this index, starting at 0. */
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
     * This embedding scaled to unit length. The zero vector is returned unchanged, and so is a
     * vector whose length is 1 except for rounding: scaling a result again does not change it.
     */
    public Embedding normalized() {
        double norm = norm();
        if (norm == 0 || Math.abs(norm - 1) <= UNIT_ROUNDING) {
            return this;
        }
        float[] unit = new float[components.length];
        for (int i = 0; i < unit.length; i++) {
            unit[i] = (float) (components[i] / norm);
        }
        return new Embedding(unit);
    }

    /**
     * The first {@code dimension} components, as intended by Matryoshka representation learning
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

    /** The components as 32-bit little-endian floats: {@code [4 * dimension]}. */
    public byte[] toBytes() {
        ByteBuffer bytes =
                ByteBuffer.allocate(Float.BYTES * components.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(components);
        return bytes.array();
    }

    /**
     * The components as integers from -127 to 127, {@code [dimension]}: scaled so that the largest
     * absolute value is 127, and rounded. Scaling changes the length, and keeps the direction
     * except for rounding: compare such vectors by cosine.
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
     * One bit per component, 1 if it is positive, packed eight to a byte with the first in the
     * highest bit; the last byte is padded with zeros. Compare such vectors by Hamming distance.
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
