package io.semblance.embedding;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/** What is embedded. */
public sealed interface EmbedInput {

    /** How many tokens it has at least, but for texts of unusually long words. */
    int leastTokens();

    /** A text, not empty or blank, without NUL or a lone surrogate. */
    record Text(String text) implements EmbedInput {

        private static final int CHARACTERS_PER_TOKEN = 8;

        @Override
        public int leastTokens() {
            return text.length() / CHARACTERS_PER_TOKEN;
        }
    }

    /** Texts as inputs. */
    static List<EmbedInput> texts(Collection<String> texts) {
        return texts.stream().<EmbedInput>map(Text::new).toList();
    }

    /**
     * Input ids of the model, at least one, read as they are: no special token is added. Immutable.
     */
    final class TokenIds implements EmbedInput {

        private final int[] ids;

        private TokenIds(int[] ids) {
            this.ids = ids;
        }

        /** A copy of these ids. */
        public static TokenIds of(int... ids) {
            return new TokenIds(ids.clone());
        }

        @Override
        public int leastTokens() {
            return ids.length;
        }

        /** How many they are. */
        public int length() {
            return ids.length;
        }

        /** A copy of them. */
        public int[] toArray() {
            return ids.clone();
        }

        /** The first that is not from 0 to {@code limit - 1}; -1 if there is none. */
        int indexBeyond(int limit) {
            for (int i = 0; i < ids.length; i++) {
                if (ids[i] < 0 || ids[i] >= limit) {
                    return i;
                }
            }
            return -1;
        }

        int id(int index) {
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
