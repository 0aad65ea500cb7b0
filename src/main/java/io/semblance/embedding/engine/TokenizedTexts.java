package io.semblance.embedding.engine;

import io.semblance.embedding.EmbedInput;
import io.semblance.embedding.EmbedRequest;
import io.semblance.embedding.EmbedRequest.Truncation;
import io.semblance.embedding.TextRefusedException;
import io.semblance.embedding.onnx.Batch;
import io.semblance.embedding.onnx.TextEncoder;
import io.semblance.value.Caller;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * The tokenised inputs of an embedding request.
 *
 * @param inputs distinct inputs
 * @param encodings one for each input
 */
record TokenizedTexts(List<EmbedInput> inputs, List<TruncatedEncoding> encodings) {

    static TokenizedTexts of(
            EmbedRequest request,
            TextEncoder model,
            List<EmbedInput> inputs,
            TextTokenization tokenization,
            Caller caller) {
        TokenizedTexts texts =
                new TokenizedTexts(
                        inputs,
                        tokenization.read(
                                model,
                                model.description().prompts().text(request.prompt()),
                                inputs,
                                request.truncation().side(model.description().truncationSide()),
                                request.priority(),
                                caller));
        texts.requireTokensInEach(request, model);
        return texts;
    }

    /** Rejects a text without tokens: a blank text has none for a model without special tokens. */
    private void requireTokensInEach(EmbedRequest request, TextEncoder model) {
        for (int i = 0; i < inputs.size(); i++) {
            if (encodings.get(i).encoding().length() == 0) {
                int index = request.inputs().indexOf(inputs.get(i));
                throw new TextRefusedException(
                        index,
                        TextRefusedException.Reason.EMPTY,
                        "text %d has no tokens for model '%s'; it has nothing to embed"
                                .formatted(index, model.id()));
            }
        }
    }

    /**
     * Checks the lengths of all inputs of a request.
     *
     * @param allLengths gives one for each input of the request; only asked if texts may be refused
     * @param request the request
     * @param model the model
     * @throws TextRefusedException for the first input that is too long, unless truncation is
     *     allowed
     */
    static void requireAllowed(
            Supplier<List<TextLength>> allLengths, EmbedRequest request, TextEncoder model) {
        if (request.truncation() != Truncation.REFUSE) {
            return;
        }
        List<TextLength> lengths = allLengths.get();
        for (int i = 0; i < lengths.size(); i++) {
            TextLength length = lengths.get(i);
            if (length.truncated()) {
                throw TextRefusedException.tooLong(
                        i,
                        new TextRefusedException.Length(
                                length.found(), length.whole(), model.maxTokens(), model.id()));
            }
        }
    }

    /** Returns the indexes of the inputs that are truncated. */
    static List<Integer> truncated(List<TextLength> lengths) {
        return IntStream.range(0, lengths.size())
                .filter(i -> lengths.get(i).truncated())
                .boxed()
                .toList();
    }

    /** Returns a row for each input. */
    List<Batch.Row> rows(boolean perToken) {
        return encodings.stream().map(each -> new Batch.Row(each.encoding(), perToken)).toList();
    }

    /** Returns values of the distinct inputs, by input. */
    <T> Map<EmbedInput, T> byInput(Function<Integer, T> value) {
        Map<EmbedInput, T> byInput = new HashMap<>();
        for (int i = 0; i < inputs.size(); i++) {
            byInput.put(inputs.get(i), value.apply(i));
        }
        return byInput;
    }

    /** Returns values of a request's inputs, in their order. */
    static <T> List<T> ordered(EmbedRequest request, Map<EmbedInput, T> byInput) {
        return request.inputs().stream()
                .map(input -> Objects.requireNonNull(byInput.get(input)))
                .toList();
    }
}
