package io.semblance.embedding.engine;

import io.semblance.embedding.EmbedRequest;
import io.semblance.embedding.EmbedRequest.Admission;
import io.semblance.embedding.EmbedRequest.Priority;
import io.semblance.embedding.EmbedRequest.Prompt;
import io.semblance.embedding.EmbedRequest.Truncation;
import io.semblance.embedding.model.ModelProperties;
import io.semblance.peer.Contestant;
import io.semblance.value.Embedding;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The engine as a contestant: with its defaults and no cache, or {@code unbatched}, with one text
 * per run. A call with one text is a query, a call with more is bulk work, as on {@code /embed}.
 *
 * <p>Arguments: the model, the data directory and the mode.
 */
final class EngineContestant {

    private EngineContestant() {}

    /** Runs the contestant. */
    public static void main(String[] arguments) throws Exception {
        String model = arguments[0];
        Integer batchTokens = arguments[2].equals("unbatched") ? (@Nullable Integer) 1 : null;
        try (var engine =
                DeviceBenchmark.engine(
                        new ModelProperties(model, List.of(), Path.of(arguments[1]), Map.of()),
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
                Prompt.DEFAULT,
                texts.size() == 1 ? Priority.QUERY : Priority.BULK,
                Admission.WAIT,
                Truncation.RIGHT,
                null,
                null);
    }
}
