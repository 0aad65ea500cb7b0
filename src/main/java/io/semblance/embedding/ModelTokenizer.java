package io.semblance.embedding;

import io.semblance.embedding.EmbedInput.TokenIds;
import io.semblance.embedding.EmbedRequest.Prompt;

import java.util.List;

/** Converts texts to the tokens of one model and back. Thread-safe. */
public interface ModelTokenizer {

    /**
     * Returns the tokens of a text. The text is tokenised in parts of bounded length.
     *
     * @param index the text's index in its request, for error messages
     * @param text the text
     * @param prompt the prompt that is put before the text
     * @param specialTokens whether the model's special tokens are added
     * @param maxTokens tokenisation stops after this number of tokens; the list of a longer text
     *     has more than {@code maxTokens} tokens
     * @throws UnknownPromptException if the model has no such prompt
     * @throws TextRefusedException if the text is empty or not valid Unicode
     */
    List<Token> tokenize(
            int index, String text, Prompt prompt, boolean specialTokens, int maxTokens);

    /**
     * Returns the text of input ids. It may differ from the text that was tokenised, because
     * tokenisation can lose information.
     *
     * @param index the index of the ids in their request, for error messages
     * @param ids the input ids
     * @param skipSpecialTokens whether special tokens are left out
     * @throws TextRefusedException if there are no ids, or one is not in the model's vocabulary
     */
    String decode(int index, TokenIds ids, boolean skipSpecialTokens);

    /** Returns the special tokens that the model expects around a text. */
    SpecialTokens specialTokens();

    /** Returns the highest input id of the model plus 1. */
    int vocabularySize();

    /**
     * A token of a text.
     *
     * @param id input id
     * @param text the part of the text that the token represents; the name of a special token
     * @param special whether the token was added to the text
     * @param start offset of its first byte in the text with its prefix, in UTF-8; 0 if special
     * @param end offset after its last byte; 0 if special
     */
    record Token(int id, String text, boolean special, int start, int end) {}

    /**
     * The special tokens that the model adds to every text. Either list may be empty.
     *
     * @param leading the tokens before the text, for example {@code [CLS]}
     * @param trailing the tokens after the text, for example {@code [SEP]}
     */
    record SpecialTokens(List<Token> leading, List<Token> trailing) {

        /** Copies the lists. */
        public SpecialTokens {
            leading = List.copyOf(leading);
            trailing = List.copyOf(trailing);
        }

        /** Returns whether the model has no special tokens around a text. */
        public boolean isEmpty() {
            return leading.isEmpty() && trailing.isEmpty();
        }

        /** Returns whether input ids begin and end with these special tokens. */
        public boolean surround(TokenIds ids) {
            int last = ids.length() - trailing.size();
            return last >= leading.size() && are(leading, ids, 0) && are(trailing, ids, last);
        }

        private static boolean are(List<Token> tokens, TokenIds ids, int from) {
            for (int i = 0; i < tokens.size(); i++) {
                if (tokens.get(i).id() != ids.id(from + i)) {
                    return false;
                }
            }
            return true;
        }
    }
}
