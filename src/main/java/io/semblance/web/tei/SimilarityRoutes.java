package io.semblance.web.tei;

import io.semblance.embedding.EmbedInput;
import io.semblance.embedding.EmbedRequest;
import io.semblance.embedding.EmbedResult;
import io.semblance.embedding.EmbeddingEngine;
import io.semblance.value.Caller;
import io.semblance.value.Embedding;
import io.semblance.value.Similarity;
import io.semblance.web.embed.ComputeHeaders;
import io.semblance.web.embed.EmbedRequestFactory;
import io.semblance.web.embed.RequestedModels;
import io.semblance.web.error.ApiError;
import io.semblance.web.error.ApiException;
import io.semblance.web.error.ErrorCode;

import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** {@code POST /similarity} of text-embeddings-inference: texts to cosine similarities. */
@RestController
final class SimilarityRoutes {

    private final EmbeddingEngine engine;
    private final EmbedRequestFactory requests;
    private final RequestedModels models;
    private final ComputeHeaders headers;

    SimilarityRoutes(
            EmbeddingEngine engine,
            EmbedRequestFactory requests,
            RequestedModels models,
            ComputeHeaders headers) {
        this.engine = engine;
        this.requests = requests;
        this.models = models;
        this.headers = headers;
    }

    /**
     * Compares sentences: {@code [float, ...]}, the cosine similarity of each sentence with the
     * source sentence.
     */
    @PostMapping("/similarity")
    ResponseEntity<float[]> similarity(Caller caller, @RequestBody SimilarityBody body) {
        long startNanos = System.nanoTime();
        var parameters =
                body.parameters() == null ? SimilarityBody.Parameters.NONE : body.parameters();
        List<EmbedInput> inputs = EmbedInput.texts(sentences(body.inputs()));
        requests.requireWithinLimits("inputs", inputs);
        EmbedRequest request =
                requests.of(
                        models.idOrDefault(body.model()),
                        inputs,
                        RequestFields.prompt(
                                body.kind(), "parameters.prompt_name", parameters.promptName()),
                        RequestFields.truncation(
                                parameters.truncate(), parameters.truncationDirection()),
                        false,
                        null);
        EmbedResult result = engine.embed(request, caller);
        Embedding source = result.embeddings().getFirst();
        float[] scores = new float[inputs.size() - 1];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = (float) Similarity.COSINE.score(source, result.embeddings().get(i + 1));
        }
        return headers.of(request.inputs(), result, startNanos).body(scores);
    }

    /** Returns the source sentence and then the sentences to compare with it. */
    private static List<String> sentences(SimilarityBody.@Nullable Sentences inputs) {
        if (inputs == null || inputs.source() == null || inputs.sentences() == null) {
            throw ApiException.missing(
                    "inputs", "give an object with source_sentence and a list of sentences");
        }
        if (inputs.sentences().isEmpty()) {
            throw new ApiException(
                    ApiError.badRequest(
                            ErrorCode.EMPTY_TEXT,
                            "inputs.sentences is empty; there is nothing to compare with",
                            "inputs.sentences"));
        }
        List<String> sentences = new ArrayList<>();
        Stream.concat(Stream.of(inputs.source()), inputs.sentences().stream())
                .forEach(sentence -> {
                    if (sentence == null) {
                        throw ApiException.invalid(
                                "inputs.sentences", "a sentence must be a string, got: null");
                    }
                    sentences.add(sentence);
                });
        return sentences;
    }
}
