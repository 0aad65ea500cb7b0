package io.semblance.web;

import io.semblance.embedding.Caller;
import io.semblance.embedding.EmbedRequest;
import io.semblance.embedding.EmbedRequest.Admission;
import io.semblance.embedding.EmbedRequest.Priority;
import io.semblance.embedding.EmbedRequest.Prompt;
import io.semblance.embedding.EmbedRequest.Truncation;
import io.semblance.embedding.EmbedResult;
import io.semblance.embedding.EmbeddingEngine;
import io.semblance.vector.Embedding;

import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Text to vectors, in the dialects of text-embeddings-inference and of OpenAI. */
@RestController
final class EmbeddingRoutes {

    private static final String TRUNCATED_INPUTS = "x-truncated-inputs";

    private final EmbeddingEngine engine;
    private final LimitProperties limits;

    EmbeddingRoutes(EmbeddingEngine engine, LimitProperties limits) {
        this.engine = engine;
        this.limits = limits;
    }

    /** {@code [[float, ...], ...]}; the header lists the indexes of texts that were cut. */
    @PostMapping("/embed")
    ResponseEntity<List<WrittenEmbedding>> embed(Caller caller, @RequestBody EmbedBody body) {
        String kind = body.kind() != null ? body.kind() : body.promptName();
        OutputType type = OutputType.of(body.outputDtype());
        boolean base64 = isBase64(body.encodingFormat());
        EmbedResult result =
                engine.embed(
                        request(
                                body.model(),
                                texts("inputs", body.inputs()),
                                prompt(body.kind() != null ? "kind" : "prompt_name", kind),
                                truncation(body),
                                body.normalize() == null || body.normalize(),
                                body.dimensions()),
                        caller);
        var response = ResponseEntity.ok();
        if (!result.truncated().isEmpty()) {
            response.header(
                    TRUNCATED_INPUTS,
                    result.truncated().stream()
                            .map(String::valueOf)
                            .collect(Collectors.joining(",")));
        }
        return response.body(
                result.embeddings().stream()
                        .map(embedding -> new WrittenEmbedding(embedding, type, base64))
                        .toList());
    }

    /** OpenAI's list of embeddings; a text too long for the model is refused, as OpenAI does. */
    @PostMapping("/v1/embeddings")
    OpenAiEmbeddings embeddings(Caller caller, @RequestBody OpenAiEmbeddingsBody body) {
        OutputType type = OutputType.of(body.outputDtype());
        boolean base64 = isBase64(body.encodingFormat());
        EmbedResult result =
                engine.embed(
                        request(
                                body.model(),
                                texts("input", body.input()),
                                prompt("input_type", body.inputType()),
                                Truncation.REFUSE,
                                null,
                                body.dimensions()),
                        caller);
        List<OpenAiEmbeddings.Item> items = new ArrayList<>();
        for (Embedding embedding : result.embeddings()) {
            items.add(
                    new OpenAiEmbeddings.Item(
                            "embedding",
                            items.size(),
                            new WrittenEmbedding(embedding, type, base64)));
        }
        return new OpenAiEmbeddings(
                "list",
                items,
                result.model(),
                new OpenAiEmbeddings.Usage(result.tokens(), result.tokens()));
    }

    /** One text is what somebody waits for; a list is work for throughput, unless it is queries. */
    private static EmbedRequest request(
            @Nullable String model,
            List<String> texts,
            Prompt prompt,
            Truncation truncation,
            @Nullable Boolean normalize,
            @Nullable Integer dimensions) {
        Priority priority =
                texts.size() == 1 || prompt == Prompt.QUERY ? Priority.QUERY : Priority.BULK;
        return new EmbedRequest(
                model,
                texts,
                prompt,
                priority,
                Admission.FAIL_FAST,
                truncation,
                normalize,
                dimensions);
    }

    private List<String> texts(String field, @Nullable Inputs inputs) {
        if (inputs == null) {
            throw ApiException.missing(field, "give a string or a list of strings");
        }
        List<String> texts = inputs.texts();
        if (texts.size() > limits.inputs()) {
            throw new ApiException(
                    ApiError.badRequest(
                            "too_many_inputs",
                            "%d inputs in one request, the limit is %d; send them in parts or raise semblance.limits.inputs"
                                    .formatted(texts.size(), limits.inputs()),
                            field));
        }
        for (int i = 0; i < texts.size(); i++) {
            if (texts.get(i).length() > limits.characters()) {
                throw new ApiException(
                        ApiError.badRequest(
                                "text_too_long",
                                "text %d has %d characters, the limit is %d; shorten it or raise semblance.limits.characters"
                                        .formatted(i, texts.get(i).length(), limits.characters()),
                                field));
            }
        }
        return texts;
    }

    private static Prompt prompt(String field, @Nullable String kind) {
        return switch (kind) {
            case null -> Prompt.NONE;
            case "query" -> Prompt.QUERY;
            case "document" -> Prompt.DOCUMENT;
            default ->
                    throw ApiException.invalid(
                            field, "%s must be query or document, got: %s".formatted(field, kind));
        };
    }

    private static Truncation truncation(EmbedBody body) {
        if (body.truncate() != null && !body.truncate()) {
            return Truncation.REFUSE;
        }
        return switch (body.truncationDirection()) {
            case null -> Truncation.RIGHT;
            case "Right", "right" -> Truncation.RIGHT;
            case "Left", "left" -> Truncation.LEFT;
            default ->
                    throw ApiException.invalid(
                            "truncation_direction",
                            "truncation_direction must be Right or Left, got: "
                                    + body.truncationDirection());
        };
    }

    private static boolean isBase64(@Nullable String format) {
        return switch (format) {
            case null -> false;
            case "float" -> false;
            case "base64" -> true;
            default ->
                    throw ApiException.invalid(
                            "encoding_format",
                            "encoding_format must be float or base64, got: " + format);
        };
    }
}
