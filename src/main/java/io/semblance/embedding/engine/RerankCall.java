package io.semblance.embedding.engine;

import io.semblance.embedding.EmbedInput;
import io.semblance.embedding.EmbedRequest.Admission;
import io.semblance.embedding.EmbedRequest.Priority;
import io.semblance.embedding.EmbedRequest.Truncation;
import io.semblance.embedding.RerankRequest;
import io.semblance.embedding.RerankResult;
import io.semblance.embedding.TextRefusedException;
import io.semblance.embedding.onnx.Batch;
import io.semblance.embedding.onnx.CrossEncoder;
import io.semblance.tokenization.Encoding;
import io.semblance.tokenization.PairEncoding;
import io.semblance.value.Caller;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Scores each text of one request for its query. The query is tokenised once.
 *
 * @param request the request
 * @param model the reranker
 */
record RerankCall(RerankRequest request, CrossEncoder model) implements EngineCall<RerankResult> {

    @Override
    public Priority priority() {
        return Priority.RERANK;
    }

    @Override
    public Admission admission() {
        return Admission.FAIL_FAST;
    }

    @Override
    public Tokenized<RerankResult> tokenize(TextTokenization tokenization, Caller caller) {
        List<PairEncoding> pairs = pairs(tokenization, caller);
        List<Integer> truncated =
                IntStream.range(0, pairs.size())
                        .filter(i -> pairs.get(i).truncated())
                        .boxed()
                        .toList();
        if (request.truncation() == Truncation.REFUSE && !truncated.isEmpty()) {
            throw new TextRefusedException(
                    truncated.getFirst(),
                    TextRefusedException.Reason.TOO_LONG,
                    "text %d and the query have more than the %d tokens that model '%s' reads; shorten them or let them be truncated"
                            .formatted(truncated.getFirst(), model.maxTokens(), model.id()));
        }
        return new Tokenized<>() {
            @Override
            public List<Batch.Row> rows() {
                return pairs.stream().map(pair -> new Batch.Row(pair, false)).toList();
            }

            @Override
            public RerankResult answer(float[][] outputs, Times times) {
                return new RerankResult(
                        model.id(),
                        Arrays.stream(outputs).map(logits -> logits[0]).toList(),
                        truncated,
                        pairs.stream().mapToLong(PairEncoding::length).sum(),
                        times.tokenization(),
                        times.queued(),
                        times.inference());
            }
        };
    }

    private List<PairEncoding> pairs(TextTokenization tokenization, Caller caller) {
        Encoding.Side truncationSide = request.truncation().side(model.truncationSide());
        List<EmbedInput> all =
                Stream.concat(
                                Stream.of(model.template().query(request.query())),
                                request.texts().stream().map(model.template()::document))
                        .<EmbedInput>map(EmbedInput.Text::new)
                        .toList();
        List<Encoding> encodings =
                tokenization.read(model, "", all, truncationSide, priority(), caller).stream()
                        .map(TruncatedEncoding::encoding)
                        .toList();
        // The encodings are already cut to the model's length, and a pair can hold no more of each.
        return encodings.stream()
                .skip(1)
                .map(text ->
                        model.pairs()
                                .join(
                                        encodings.getFirst(),
                                        text,
                                        model.maxTokens(),
                                        truncationSide))
                .toList();
    }
}
