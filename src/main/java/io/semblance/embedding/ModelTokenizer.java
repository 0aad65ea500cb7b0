package io.semblance.embedding;

import io.semblance.embedding.EmbedInput.TokenIds;
import io.semblance.embedding.EmbedRequest.Prompt;

import java.util.List;

/** Texts to the tokens of one model and back. Thread-safe. */
public interface ModelTokenizer {

    /**
     * The tokens of a text, which is tokenised in windows of bounded length.
     *
     * @param prompt which of the model's prefixes is put before it
     * @param specialTokens whether those are added that the model wants around a text
     * @param maxTokens after which the rest of the text is left out; then the list is longer
     * @throws TextRefusedException if it is empty, blank, or not valid Unicode
     */
    List<Token> tokenize(String text, Prompt prompt, boolean specialTokens, int maxTokens);

    /**
     * The text of input ids, as far as they tell; those that the model does not know are left out.
     *
     * @param skipSpecialTokens whether special tokens are left out too
     */
    String decode(TokenIds ids, boolean skipSpecialTokens);

    /**
     * A token of a text.
     *
     * @param id input id
     * @param text what it stands for in the text; of a special token, its name
     * @param special whether it was added
     * @param start where it begins in the text with its prefix, in bytes of UTF-8; 0 if special
     * @param end where it ends
     */
    record Token(int id, String text, boolean special, int start, int end) {}
}
