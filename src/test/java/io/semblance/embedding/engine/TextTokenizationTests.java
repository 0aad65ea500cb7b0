package io.semblance.embedding.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.semblance.embedding.EmbedInput;
import io.semblance.embedding.EmbedRequest;
import io.semblance.embedding.EmbedRequest.Priority;
import io.semblance.embedding.model.BuiltInModels;
import io.semblance.embedding.model.ModelFiles;
import io.semblance.embedding.model.ModelSpec;
import io.semblance.embedding.onnx.Device;
import io.semblance.embedding.onnx.TextEncoder;
import io.semblance.embedding.onnx.ThreadCounts;
import io.semblance.tokenization.Encoding;
import io.semblance.value.Caller;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

/** What is read of long texts is what would be read if all of them were tokenised. */
class TextTokenizationTests {

    private static final List<String> MODELS = List.of("bge-small-en-v1.5-q", "all-minilm-l6-v2-q");

    @ParameterizedTest
    @EnumSource(Encoding.Side.class)
    void endOfATextIsReadAsWithinTheWhole(Encoding.Side truncationSide) {
        List<String> texts = hardTexts();
        for (String id : MODELS) {
            try (TextEncoder model = load(id);
                    TextTokenization tokenization = new TextTokenization(2)) {
                List<TruncatedEncoding> bulk =
                        tokenization.read(
                                model,
                                "passage: ",
                                EmbedInput.texts(texts),
                                truncationSide,
                                Priority.BULK,
                                Caller.NO_DEADLINE);
                List<TruncatedEncoding> queries =
                        tokenization.read(
                                model,
                                "passage: ",
                                EmbedInput.texts(texts),
                                truncationSide,
                                Priority.QUERY,
                                Caller.NO_DEADLINE);
                for (int i = 0; i < texts.size(); i++) {
                    Encoding whole = model.tokenizer().encode("passage: " + texts.get(i));
                    int maxTokens = model.description().maxTokens();
                    for (TruncatedEncoding read : List.of(bulk.get(i), queries.get(i))) {
                        assertSame(whole, maxTokens, truncationSide, read);
                    }
                }
            }
        }
    }

    private static void assertSame(
            Encoding whole, int maxTokens, Encoding.Side truncationSide, TruncatedEncoding read) {
        assertThat(read.encoding().toArray())
                .isEqualTo(whole.truncated(maxTokens, truncationSide).toArray());
        assertThat(read.length().truncated()).isEqualTo(whole.length() > maxTokens);
        if (read.length().whole()) {
            assertThat(read.length().found()).isEqualTo(whole.length());
        }
    }

    private static List<String> hardTexts() {
        List<String> texts = new ArrayList<>();
        texts.add("short");
        texts.add("word ".repeat(10_000));
        texts.add("word,".repeat(4_000));
        texts.add("x".repeat(30_000));
        texts.add("start " + "x".repeat(30_000) + " finish");
        texts.add("x".repeat(3_000) + " " + "word ".repeat(2_000) + "y".repeat(3_000));
        texts.add(" ".repeat(50_000) + "late " + " \n\t\r".repeat(5_000));
        texts.add("\u001c\u0085\u200b\u2028\u3000\u00a0".repeat(4_000) + "word");
        texts.add("a\u001cb ".repeat(4_000));
        texts.add("東京は日本の首都です。".repeat(1_000));
        texts.add("東京は 日本の\u3000首都です。 ".repeat(1_500));
        texts.add("e \u0301\u0323a\u0323\u0301 ÅÄ ﬁ ß ".repeat(1_500));
        texts.add("[CLS] [SEP] [MASK] [UNK] [PAD]x[MASK]y ".repeat(600));
        texts.add("🚀👩‍👩‍👧 ".repeat(1_500));
        texts.add("antidisestablishmentarianism-".repeat(700));
        texts.add("don't stop—won't…stop.\n".repeat(1_000));
        // As many tokens as the model reads, and white space after them.
        texts.add("word ".repeat(508) + " ".repeat(50_000));
        texts.add("word ".repeat(507) + " ".repeat(50_000) + "word");
        texts.add("word ".repeat(252) + " ".repeat(50_000));
        Random random = new Random(11);
        String alphabet = "ab,.[ ]\n\t\u0301é東。🚀 \u00ad\u200d'Z9\u001f";
        int[] letters = alphabet.codePoints().toArray();
        for (int i = 0; i < 40; i++) {
            int[] text = new int[9_000];
            Arrays.setAll(text, _ -> letters[random.nextInt(letters.length)]);
            texts.add(new String(text, 0, text.length));
        }
        return texts;
    }

    @Test
    void longOrdinaryTextIsNotTokenisedWhole() {
        try (TextEncoder model = load("bge-small-en-v1.5");
                TextTokenization tokenization = new TextTokenization(1)) {
            String text = "The quick brown fox jumps over the lazy dog. ".repeat(22_000);
            TruncatedEncoding read =
                    tokenization
                            .read(
                                    model,
                                    "",
                                    EmbedInput.texts(List.of(text)),
                                    Encoding.Side.RIGHT,
                                    Priority.BULK,
                                    Caller.NO_DEADLINE)
                            .getFirst();

            assertThat(read.length().truncated()).isTrue();
            assertThat(read.length().whole()).isFalse();
            assertThat(read.length().found()).isLessThan(5_000);
        }
    }

    @Test
    void queriesAreReadWhileBulkWorkIs() throws Exception {
        try (MicroBatchingEngine engine = TestEngines.engine(TestEngines.properties(1, null));
                var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            engine.warmUp();
            // All are tokenised, and then refused, since they are too long.
            List<String> texts =
                    IntStream.range(0, 1_000).mapToObj(i -> i + ",word".repeat(1_000)).toList();
            var bulk = callers.submit(() -> engine.embed(EmbedRequest.passages(null, texts)));
            int answered = 0;
            while (!bulk.isDone()) {
                engine.embed(EmbedRequest.query(null, "two words"));
                answered++;
            }

            assertThat(answered).isGreaterThan(10);
        }
    }

    private static TextEncoder load(String id) {
        ModelSpec spec =
                BuiltInModels.models().stream()
                        .filter(each -> each.id().equals(id))
                        .findFirst()
                        .orElseThrow();
        return TextEncoder.load(
                spec,
                new ModelFiles(TestEngines.DATA.resolve("models")),
                new Device.Cpu(),
                new ThreadCounts(1, 1));
    }
}
