package io.semblance.embedding;

import io.semblance.embedding.EmbedRequest.Admission;
import io.semblance.embedding.EmbedRequest.Priority;
import io.semblance.embedding.EmbedRequest.Truncation;
import io.semblance.tokenization.Encoding;
import io.semblance.tokenization.PairEncoding;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The query of one request with each of its texts. The query is read once. Not thread-safe. */
final class RequestPairs implements EngineRequest {

    private final RerankRequest request;
    private final CrossEncoder model;
    private final List<Float> logits = new ArrayList<>();
    private List<PairEncoding> pairs = List.of();

    RequestPairs(RerankRequest request, CrossEncoder model) {
        this.request = request;
        this.model = model;
    }

    @Override
    public CrossEncoder model() {
        return model;
    }

    @Override
    public Priority priority() {
        return Priority.RERANK;
    }

    @Override
    public Admission admission() {
        return Admission.FAIL_FAST;
    }

    @Override
    public void read(TextTokenization tokenization, Caller caller) {
        Encoding.Side givenUp = request.truncation().givenUp();
        List<EmbedInput> all =
                Stream.concat(Stream.of(request.query()), request.texts().stream())
                        .<EmbedInput>map(EmbedInput.Text::new)
                        .toList();
        List<Encoding> read =
                tokenization.read(model, "", all, givenUp, priority(), caller).stream()
                        .map(ReadText::encoding)
                        .toList();
        // Each is cut to the model's length by itself: more of it than that no pair can have.
        pairs =
                read.stream()
                        .skip(1)
                        .map(text ->
                                model.pairs()
                                        .join(read.getFirst(), text, model.maxTokens(), givenUp))
                        .toList();
    }

    @Override
    public void requireAllowedLengths() {
        List<Integer> tooLong = truncated();
        if (request.truncation() == Truncation.REFUSE && !tooLong.isEmpty()) {
            throw new TextRefusedException(
                    tooLong.getFirst(),
                    TextRefusedException.Reason.TOO_LONG,
                    "text %d and the query have more than the %d tokens that model '%s' reads; shorten them or let them be truncated"
                            .formatted(tooLong.getFirst(), model.maxTokens(), model.id()));
        }
    }

    @Override
    public List<PairEncoding> encodings() {
        return pairs;
    }

    @Override
    public void ran(float[][] rows) {
        for (float[] row : rows) {
            logits.add(row[0]);
        }
    }

    private List<Integer> truncated() {
        return IntStream.range(0, pairs.size())
                .filter(i -> pairs.get(i).truncated())
                .boxed()
                .toList();
    }

    /** The answer, once it ran. */
    RerankResult result(Times times) {
        return new RerankResult(
                model.id(),
                List.copyOf(logits),
                truncated(),
                pairs.stream().mapToLong(PairEncoding::length).sum(),
                times.tokenization(),
                times.queued(),
                times.inference());
    }
}
