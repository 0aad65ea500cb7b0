package io.semblance.embedding.engine;

import io.semblance.embedding.EmbedInput;
import io.semblance.embedding.EmbedRequest;
import io.semblance.embedding.EmbedRequest.Admission;
import io.semblance.embedding.EmbedRequest.Priority;
import io.semblance.embedding.TokenEmbedResult;
import io.semblance.embedding.TooManyTokensException;
import io.semblance.embedding.onnx.Batch;
import io.semblance.embedding.onnx.TextEncoder;
import io.semblance.value.Caller;
import io.semblance.value.Embedding;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Embeds each token of the texts of one request. It does not use the cache, which holds vectors of
 * texts.
 *
 * @param request the request
 * @param model the model that runs
 * @param maxTokens limit of the tokens of all texts together
 */
record EmbedTokensCall(EmbedRequest request, TextEncoder model, int maxTokens)
        implements EngineCall<TokenEmbedResult> {

    @Override
    public Priority priority() {
        return request.priority();
    }

    @Override
    public Admission admission() {
        return request.admission();
    }

    /**
     * {@inheritDoc}
     *
     * @throws TooManyTokensException if the texts together have more tokens than {@code maxTokens}
     */
    @Override
    public Tokenized<TokenEmbedResult> tokenize(TextTokenization tokenization, Caller caller) {
        List<EmbedInput> distinct = request.inputs().stream().distinct().toList();
        TokenizedTexts texts = TokenizedTexts.of(request, model, distinct, tokenization, caller);
        List<TextLength> lengths =
                TokenizedTexts.ordered(
                        request, texts.byInput(i -> texts.encodings().get(i).length()));
        TokenizedTexts.requireAllowed(() -> lengths, request, model);
        long tokens = lengths.stream().mapToLong(TextLength::read).sum();
        if (tokens > maxTokens) {
            throw new TooManyTokensException(tokens, maxTokens);
        }
        return new Tokenized<>() {
            @Override
            public List<Batch.Row> rows() {
                return texts.rows(true);
            }

            @Override
            public TokenEmbedResult answer(float[][] outputs, Times times) {
                Map<EmbedInput, List<Embedding>> vectors = texts.byInput(i -> vectors(outputs[i]));
                return new TokenEmbedResult(
                        model.id(),
                        TokenizedTexts.ordered(request, vectors),
                        TokenizedTexts.truncated(lengths),
                        tokens,
                        times.tokenization(),
                        times.queued(),
                        times.inference());
            }
        };
    }

    private List<Embedding> vectors(float[] components) {
        int dimension = model.tokenDimension();
        return IntStream.range(0, components.length / dimension)
                .mapToObj(token -> token * dimension)
                .map(start ->
                        Embedding.owning(Arrays.copyOfRange(components, start, start + dimension)))
                .toList();
    }
}
