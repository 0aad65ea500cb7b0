package io.semblance.embedding;

import io.semblance.embedding.EmbedRequest.Admission;
import io.semblance.embedding.EmbedRequest.Priority;
import io.semblance.embedding.EmbedRequest.Prompt;
import io.semblance.embedding.EmbedRequest.Truncation;
import io.semblance.peer.Contestant;
import io.semblance.vector.Embedding;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.util.List;

/**
 * The engine as a contestant: with its defaults and no cache, or {@code unbatched}, one text a run.
 * One text is a query, more are bulk work, as on {@code /embed}.
 *
 * <p>Arguments: the model, the data directory and the way.
 */
final class EngineContestant {

    private EngineContestant() {}

    /** Runs it. */
    public static void main(String[] arguments) throws Exception {
        String model = arguments[0];
        Integer batchTokens = arguments[2].equals("unbatched") ? (@Nullable Integer) 1 : null;
        try (var engine =
                DeviceBenchmark.engine(
                        new ModelProperties(model, List.of(), Path.of(arguments[1])),
                        "cpu",
                        batchTokens)) {
            Contestant.serve(texts ->
                    engine.embed(request(model, texts)).embeddings().stream()
                            .map(Embedding::toArray)
                            .toList());
        }
    }

    private static EmbedRequest request(String model, List<String> texts) {
        return new EmbedRequest(
                model,
                texts,
                Prompt.NONE,
                texts.size() == 1 ? Priority.QUERY : Priority.BULK,
                Admission.WAIT,
                Truncation.RIGHT,
                null,
                null);
    }
}
