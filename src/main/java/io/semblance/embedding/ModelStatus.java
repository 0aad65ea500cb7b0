package io.semblance.embedding;

import org.jspecify.annotations.Nullable;

import java.util.Locale;

/**
 * The status of a configured model, as far as it is known.
 *
 * @param id its name in configuration and requests
 * @param state the state of the model
 * @param problem the reason for the failure, for clients; null unless the model has failed
 * @param reason the reason for the failure, for operators, with files, settings and remedy; null
 *     unless the model has failed
 */
public record ModelStatus(
        String id, State state, @Nullable String problem, @Nullable String reason) {

    /** The state of a model. */
    public enum State {
        /** It is in memory. */
        LOADED,
        /** It is being downloaded or loaded. */
        LOADING,
        /** It is loaded by the first request for it. Its files were checked and found valid. */
        AVAILABLE,
        /** It cannot be used. */
        FAILED;

        /**
         * Returns the name in responses: {@code loaded}, {@code loading}, {@code available} or
         * {@code failed}.
         */
        public String id() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
