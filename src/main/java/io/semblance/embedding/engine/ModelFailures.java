package io.semblance.embedding.engine;

import io.semblance.embedding.EmbeddingException;
import io.semblance.embedding.ModelLoadException;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Converts what a load has thrown into an exception for callers, and logs it. */
final class ModelFailures {

    private static final Logger log = LoggerFactory.getLogger(ModelFailures.class);

    private final Map<String, String> logged = new ConcurrentHashMap<>();

    /**
     * Returns the exception for a failed load, and logs it unless the model failed with the same
     * message before.
     */
    EmbeddingException add(String id, Throwable thrown) {
        if (thrown instanceof EmbeddingException other && !(thrown instanceof ModelLoadException)) {
            return other;
        }
        ModelLoadException failure = failure(id, thrown).of(id);
        String message = String.valueOf(failure.getMessage());
        if (!message.equals(logged.put(id, message))) {
            log.error(
                    "{}. {}",
                    message,
                    failure.remedy(),
                    thrown instanceof ModelLoadException ? null : thrown);
        }
        return failure;
    }

    private static ModelLoadException failure(String id, Throwable thrown) {
        return switch (thrown) {
            case ModelLoadException known -> known;
            case OutOfMemoryError memory ->
                    new ModelLoadException(
                            ModelLoadException.Reason.OUT_OF_RESOURCES,
                            "model '%s' cannot be loaded: %s".formatted(id, memory.getMessage()),
                            "Give the JVM more heap (-Xmx).",
                            memory);
            default ->
                    new ModelLoadException(
                            "model '%s' cannot be loaded: %s".formatted(id, thrown),
                            "See the service log for the stack trace.",
                            thrown);
        };
    }

    /** Removes the failure of a model that was loaded. */
    void remove(String id) {
        if (logged.remove(id) != null) {
            log.info("Model '{}' is available again", id);
        }
    }
}
