package io.semblance.store;

import io.semblance.value.Embedding;

import java.util.Arrays;
import java.util.Random;

/**
 * Vectors as embeddings of text are: in clusters, and with few of their dimensions filled. Noise
 * that fills all of them is no text, and no index finds its way in it.
 */
public final class LatentVectors {

    private static final int LATENT_DIMENSION = 12;
    private static final int CLUSTERS = 60;

    private final Random random;
    private final int dimension;
    private final float[][] centres = new float[CLUSTERS][];
    private final float[][] projection;

    /** Vectors of this dimension, the same for the same seed. */
    public LatentVectors(int dimension, long seed) {
        this.random = new Random(seed);
        this.dimension = dimension;
        this.projection = new float[dimension][];
        Arrays.setAll(centres, _ -> gaussian(new float[LATENT_DIMENSION], 1));
        Arrays.setAll(projection, _ -> gaussian(new float[LATENT_DIMENSION], 1));
    }

    /** The next one. */
    public Embedding next() {
        float[] latent = gaussian(centres[random.nextInt(CLUSTERS)].clone(), 0.5);
        float[] vector = new float[dimension];
        for (int i = 0; i < dimension; i++) {
            for (int j = 0; j < LATENT_DIMENSION; j++) {
                vector[i] += projection[i][j] * latent[j];
            }
        }
        return Embedding.owning(vector);
    }

    private float[] gaussian(float[] around, double deviation) {
        for (int i = 0; i < around.length; i++) {
            around[i] += (float) (random.nextGaussian() * deviation);
        }
        return around;
    }
}
