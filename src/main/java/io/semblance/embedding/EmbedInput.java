package io.semblance.embedding;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/** One input to embed: a text or the input ids of a text. */
public sealed interface EmbedInput {

    /**
     * Returns a lower bound of its number of tokens, which only a text of unusually long words can
     * fall below.
     */
    int leastTokens();

    /**
     * A text. It must not be empty or contain a NUL character or a lone surrogate. A blank text is
     * embedded from the model's special tokens alone.
     */
    record Text(String text) implements EmbedInput {

        private static final int CHARACTERS_PER_TOKEN = 8;

        @Override
        public int leastTokens() {
            return text.length() / CHARACTERS_PER_TOKEN;
        }
    }

    /** Returns an input for each text, in the same order. */
    static List<EmbedInput> texts(Collection<String> texts) {
        return texts.stream().<EmbedInput>map(Text::new).toList();
    }

    /**
     * Input ids of the model, at least one. They are used unchanged: no special tokens are added.
     * Immutable.
     */
    final class TokenIds implements EmbedInput {

        private final int[] ids;

        private TokenIds(int[] ids) {
            this.ids = ids;
        }

        /** Creates an input from a copy of these ids. */
        public static TokenIds of(int... ids) {
            return new TokenIds(ids.clone());
        }

        @Override
        public int leastTokens() {
            return ids.length;
        }

        /** Returns the number of ids. */
        public int length() {
            return ids.length;
        }

        /** Returns a copy of the ids. */
        public int[] toArray() {
            return ids.clone();
        }

        /**
         * Returns the index of the first id outside the range from 0 to {@code limit - 1}; -1 if
         * there is none.
         */
        public int indexBeyond(int limit) {
            for (int i = 0; i < ids.length; i++) {
                if (ids[i] < 0 || ids[i] >= limit) {
                    return i;
                }
            }
            return -1;
        }

        /** Returns the id at an index, from 0. */
        public int id(int index) {
            return ids[index];
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof TokenIds that && Arrays.equals(ids, that.ids);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(ids);
        }

        @Override
        public String toString() {
            return "TokenIds[length=%d]".formatted(ids.length);
        }
    }
}
