package io.semblance.embedding.engine;

import io.semblance.embedding.EmbedInput;
import io.semblance.embedding.EmbedInput.TokenIds;
import io.semblance.embedding.RerankRequest;
import io.semblance.embedding.TextRefusedException;
import io.semblance.embedding.TextRefusedException.Reason;
import io.semblance.embedding.onnx.TextEncoder;
import io.semblance.value.UnicodeText;

import java.util.List;

/** Rejects texts that no model would read as the client intended. */
final class TextChecks {

    private TextChecks() {}

    /**
     * Checks each input as far as possible without its model.
     *
     * @throws TextRefusedException for the first input that is empty or not valid Unicode
     */
    static void check(List<EmbedInput> inputs) {
        if (inputs.isEmpty()) {
            throw new TextRefusedException(0, Reason.EMPTY, "there is no text to embed");
        }
        for (int i = 0; i < inputs.size(); i++) {
            switch (inputs.get(i)) {
                case EmbedInput.Text text -> check(i, text.text());
                case TokenIds ids -> check(i, ids);
            }
        }
    }

    /**
     * Checks input ids as far as possible without their model.
     *
     * @param index index of the ids in their request
     * @param ids the input ids
     * @throws TextRefusedException if there are no ids
     */
    static void check(int index, TokenIds ids) {
        if (ids.length() == 0) {
            throw new TextRefusedException(
                    index,
                    Reason.EMPTY,
                    "text %d has no token ids; it has nothing to embed".formatted(index));
        }
    }

    /**
     * Checks a query and the texts to score for it. Both may be empty.
     *
     * @throws TextRefusedException for the first text that is not valid Unicode
     */
    static void check(RerankRequest request) {
        requireUnicode(0, "the query", request.query());
        for (int i = 0; i < request.texts().size(); i++) {
            requireUnicode(i, "text " + i, request.texts().get(i));
        }
    }

    /**
     * Checks the input ids of a request against the model's vocabulary.
     *
     * @throws TextRefusedException for the first id that is not in the vocabulary
     */
    static void checkTokens(List<EmbedInput> inputs, TextEncoder model) {
        for (int i = 0; i < inputs.size(); i++) {
            if (inputs.get(i) instanceof TokenIds ids) {
                checkTokens(i, ids, model);
            }
        }
    }

    /**
     * Checks input ids against the model's vocabulary.
     *
     * @param index index of the ids in their request
     * @param ids the input ids
     * @param model the model
     * @throws TextRefusedException for the first id that is not in the vocabulary
     */
    static void checkTokens(int index, TokenIds ids, TextEncoder model) {
        int limit = model.tokenizer().vocabularySize();
        int beyond = ids.indexBeyond(limit);
        if (beyond >= 0) {
            throw new TextRefusedException(
                    index,
                    Reason.INVALID_TOKEN,
                    "token %d of text %d must be an id from 0 to %d, which model '%s' knows, got: %d"
                            .formatted(
                                    beyond,
                                    index,
                                    limit - 1,
                                    model.description().id(),
                                    ids.id(beyond)));
        }
    }

    /**
     * Checks a text.
     *
     * @param index the text's index in its request
     * @param text the text
     * @throws TextRefusedException if it is empty or not valid Unicode
     */
    static void check(int index, String text) {
        if (text.isEmpty()) {
            throw new TextRefusedException(
                    index,
                    Reason.EMPTY,
                    "text %d is empty; it has nothing to embed".formatted(index));
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
