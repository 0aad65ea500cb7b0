package io.semblance.embedding.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.semblance.embedding.EmbedInput;
import io.semblance.embedding.EmbedInput.TokenIds;
import io.semblance.embedding.EmbedRequest;
import io.semblance.embedding.EmbedRequest.Admission;
import io.semblance.embedding.EmbedRequest.Priority;
import io.semblance.embedding.EmbedRequest.Prompt;
import io.semblance.embedding.EmbedRequest.Truncation;
import io.semblance.embedding.EmbedResult;
import io.semblance.embedding.ModelTokenizer;
import io.semblance.embedding.Pooling;
import io.semblance.embedding.TextRefusedException;
import io.semblance.embedding.TokenEmbedResult;
import io.semblance.embedding.TooManyTokensException;
import io.semblance.value.Caller;
import io.semblance.value.Embedding;
import io.semblance.value.Similarity;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/** Token ids as input, and the vectors of tokens as output. */
class TokenEmbeddingTests {

    private static final List<String> TEXTS =
            List.of("short", "a longer text that is padded less", "short", "word ".repeat(600));

    private static MicroBatchingEngine engine;

    @BeforeAll
    static void start() {
        engine = TestEngines.engine();
    }

    @AfterAll
    static void stop() {
        engine.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"bge-small-en-v1.5", "bge-small-en-v1.5-q", "all-minilm-l6-v2"})
    void tokensPoolToTheVectorOfTheirText(String model) {
        TokenEmbedResult tokens =
                engine.embedTokens(request(model, TEXTS), 5_000, Caller.NO_DEADLINE);
        EmbedResult pooled = engine.embed(request(model, TEXTS));

        assertThat(tokens.embeddings()).hasSize(TEXTS.size());
        assertThat(tokens.truncated()).isEqualTo(pooled.truncated()).containsExactly(3);
        assertThat(tokens.tokens())
                .isEqualTo(pooled.tokens())
                .isEqualTo(tokens.embeddings().stream().mapToLong(List::size).sum());
        Pooling pooling = Objects.requireNonNull(engine.describe(model).pooling());
        for (int i = 0; i < TEXTS.size(); i++) {
            Embedding expected = pooled.embeddings().get(i);
            assertThat(Similarity.COSINE.score(expected, pool(pooling, tokens.embeddings().get(i))))
                    .isGreaterThan(0.9999);
        }
    }

    private static Embedding pool(Pooling pooling, List<Embedding> tokens) {
        float[] sum = new float[tokens.getFirst().dimension()];
        for (int t = 0; t < tokens.size(); t++) {
            for (int j = 0; j < sum.length; j++) {
                sum[j] += pooling.weight(t, tokens.size()) * tokens.get(t).component(j);
            }
        }
        return Embedding.of(sum);
    }

    @Test
    void tokensAndTextsShareTheLanes() throws Exception {
        List<String> texts = IntStream.range(0, 40).mapToObj(i -> "text number " + i).toList();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<TokenEmbedResult>> tokenwise = new ArrayList<>();
            List<Future<EmbedResult>> pooled = new ArrayList<>();
            for (String text : texts) {
                EmbedRequest request = request(null, List.of(text));
                tokenwise.add(
                        threads.submit(() -> engine.embedTokens(request, 512, Caller.NO_DEADLINE)));
                pooled.add(threads.submit(() -> engine.embed(request)));
            }
            for (int i = 0; i < texts.size(); i++) {
                Embedding first = tokenwise.get(i).get().embeddings().getFirst().getFirst();
                Embedding text = pooled.get(i).get().embeddings().getFirst();
                assertThat(Similarity.COSINE.score(first, text)).isGreaterThan(0.9999);
            }
        }
    }

    @Test
    void tokensOfOneAnswerAreBounded() {
        EmbedRequest request = request(null, List.of("one", "one two"));

        assertThat(engine.embedTokens(request, 7, Caller.NO_DEADLINE).tokens()).isEqualTo(7);
        assertThatThrownBy(() -> engine.embedTokens(request, 6, Caller.NO_DEADLINE))
                .isInstanceOf(TooManyTokensException.class)
                .hasMessage(
                        "the inputs have 7 tokens together, each of which would have a vector; the"
                                + " limit is 6; send them in parts");
    }

    @Test
    void tokenIdsGetTheVectorOfTheTextTheyComeFrom() {
        int[] ids =
                engine
                        .tokenizer("bge-small-en-v1.5")
                        .tokenize(0, "The cat sleeps.", Prompt.DEFAULT, true, 100)
                        .stream()
                        .mapToInt(ModelTokenizer.Token::id)
                        .toArray();

        List<Embedding> embeddings =
                engine.embed(
                                inputs(
                                        Prompt.DEFAULT,
                                        TokenIds.of(ids),
                                        new EmbedInput.Text("The cat sleeps."),
                                        TokenIds.of(ids)))
                        .embeddings();

        assertThat(embeddings.get(0)).isEqualTo(embeddings.get(2));
        assertThat(Similarity.COSINE.score(embeddings.get(0), embeddings.get(1)))
                .isGreaterThan(0.9999);
    }

    @Test
    void promptIsPutBeforeTheTextOfTokenIds() {
        List<Embedding> embeddings =
                engine.embed(
                                inputs(
                                        Prompt.QUERY,
                                        TokenIds.of(101, 7592, 2088, 102),
                                        new EmbedInput.Text("hello world")))
                        .embeddings();

        assertThat(Similarity.COSINE.score(embeddings.get(0), embeddings.get(1)))
                .isGreaterThan(0.9999);
    }

    @Test
    void tokenIdsThatTheModelDoesNotKnowAreRefused() {
        assertThatThrownBy(() -> engine.embed(inputs(Prompt.DEFAULT, TokenIds.of(101, 30_522))))
                .isInstanceOf(TextRefusedException.class)
                .hasMessage(
                        "token 1 of text 0 must be an id from 0 to 30521, which model"
                                + " 'bge-small-en-v1.5' knows, got: 30522");
        assertThatThrownBy(() -> engine.embed(inputs(Prompt.DEFAULT, TokenIds.of())))
                .isInstanceOf(TextRefusedException.class)
                .hasMessage("text 0 has no token ids; it has nothing to embed");
    }

    private static EmbedRequest request(@Nullable String model, List<String> texts) {
        return new EmbedRequest(
                model,
                texts,
                Prompt.DEFAULT,
                Priority.BULK,
                Admission.FAIL_FAST,
                Truncation.RIGHT,
                false,
                null);
    }

    private static EmbedRequest inputs(Prompt prompt, EmbedInput... inputs) {
        return new EmbedRequest(
                null,
                List.of(inputs),
                prompt,
                Priority.QUERY,
                Admission.FAIL_FAST,
                Truncation.REFUSE,
                true,
                null);
    }
}
