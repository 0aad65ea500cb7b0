package io.semblance.embedding;

import io.semblance.embedding.EmbedInput.TokenIds;
import io.semblance.embedding.TextRefusedException.Reason;

import java.util.List;

/** Refuses texts that no model reads as their sender meant them. */
final class TextChecks {

    private TextChecks() {}

    /**
     * Checks each input, as far as it can be without its model.
     *
     * @throws TextRefusedException for the first that is empty, blank, or not valid Unicode
     */
    static void check(List<EmbedInput> inputs) {
        if (inputs.isEmpty()) {
            throw new TextRefusedException(0, Reason.EMPTY, "there is no text to embed");
        }
        for (int i = 0; i < inputs.size(); i++) {
            switch (inputs.get(i)) {
                case EmbedInput.Text text -> check(i, text.text());
                case TokenIds ids -> requireSome(i, ids);
            }
        }
    }

    private static void requireSome(int index, TokenIds ids) {
        if (ids.length() == 0) {
            throw new TextRefusedException(
                    index,
                    Reason.EMPTY,
                    "text %d has no token ids; it has nothing to embed".formatted(index));
        }
    }

    /**
     * Checks a query and the texts to score for it, which may be empty.
     *
     * @throws TextRefusedException for the first that is not valid Unicode
     */
    static void check(RerankRequest request) {
        requireUnicode(0, "the query", request.query());
        for (int i = 0; i < request.texts().size(); i++) {
            requireUnicode(i, "text " + i, request.texts().get(i));
        }
    }

    /**
     * Checks input ids against the model's vocabulary.
     *
     * @throws TextRefusedException for the first that it does not have
     */
    static void checkTokens(List<EmbedInput> inputs, OnnxModel model) {
        for (int i = 0; i < inputs.size(); i++) {
            if (inputs.get(i) instanceof TokenIds ids) {
                int limit = model.tokenizer().vocabularySize();
                int beyond = ids.indexBeyond(limit);
                if (beyond >= 0) {
                    throw new TextRefusedException(
                            i,
                            Reason.INVALID_TOKEN,
                            "token %d of text %d must be an id from 0 to %d, which model '%s' knows, got: %d"
                                    .formatted(
                                            beyond,
                                            i,
                                            limit - 1,
                                            model.description().id(),
                                            ids.id(beyond)));
                }
            }
        }
    }

    /**
     * Checks a text.
     *
     * @param index of the text in its request
     * @throws TextRefusedException if it is empty, blank, or not valid Unicode
     */
    static void check(int index, String text) {
        if (text.isBlank()) {
            throw new TextRefusedException(
                    index,
                    Reason.EMPTY,
                    "text %d is empty or blank; it has nothing to embed".formatted(index));
        }
        requireUnicode(index, "text " + index, text);
    }

    private static void requireUnicode(int index, String name, String text) {
        String problem = UnicodeText.problem(text);
        if (problem != null) {
            throw new TextRefusedException(
                    index,
                    Reason.INVALID_CHARACTER,
                    "%s has %s; remove it".formatted(name, problem));
        }
    }
}
