package io.semblance.tokenization;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;

/** A text tokenised in windows has the tokens that it has as a whole. */
class TokenWindowsTests {

    private static final Map<String, HuggingFaceTokenizer> TOKENIZERS = new LinkedHashMap<>();

    @TempDir static Path folder;

    @BeforeAll
    static void load() throws IOException {
        Path bert = folder.resolve("bert.json");
        try (InputStream in =
                TokenWindowsTests.class.getResourceAsStream("/bge-small-en-v1.5-tokenizer.json")) {
            Files.copy(Objects.requireNonNull(in), bert);
        }
        TOKENIZERS.put("bert", open(bert));
        TOKENIZERS.put(
                "byte-level", open(Files.writeString(folder.resolve("bl.json"), BYTE_LEVEL)));
        TOKENIZERS.put("unigram", open(Files.writeString(folder.resolve("uni.json"), UNIGRAM)));
    }

    /** Merges reach across letters, and words have the white space before them. */
    private static final String BYTE_LEVEL =
            """
            {"version":"1.0","normalizer":null,"pre_tokenizer":{"type":"ByteLevel",
             "add_prefix_space":false,"trim_offsets":true,"use_regex":true},
             "model":{"type":"BPE","unk_token":"?","vocab":{"?":0,"w":1,"o":2,"r":3,"d":4,"Ġ":5,
             ",":6,".":7,"wo":8,"rd":9,"word":10,"Ġword":11,"ww":12,"wwww":13},
             "merges":["w o","r d","wo rd","Ġ word","w w","ww ww"]}}
            """;

    /** The whole text is one word, whose white space is a letter. */
    private static final String UNIGRAM =
            """
            {"version":"1.0","normalizer":{"type":"Replace","pattern":{"String":" "},"content":"▁"},
             "pre_tokenizer":null,"model":{"type":"Unigram","unk_id":0,"vocab":[["<unk>",-9],
             ["▁",-3],["w",-4],["o",-4],["r",-4],["d",-4],["wo",-5],["rd",-5],["word",-6],
             ["▁word",-5.5],[",",-3],[".",-3],["ww",-5],["dw",-4.5]]}}
            """;

    private static HuggingFaceTokenizer open(Path file) throws IOException {
        return HuggingFaceTokenizer.newInstance(
                file, Map.of("truncation", "DO_NOT_TRUNCATE", "padding", "DO_NOT_PAD"));
    }

    @AfterAll
    static void close() {
        TOKENIZERS.values().forEach(HuggingFaceTokenizer::close);
    }

    @Test
    void windowsFindTheTokensOfTheWhole() {
        for (String text : texts()) {
            TOKENIZERS.forEach((name, tokenizer) -> {
                NativeTokenizer encodings = new NativeTokenizer(tokenizer);
                TokenSpans whole = encodings.spans(text, 0, text.length());
                TokenSpans windows = new TokenWindows(encodings, text).tokens(Integer.MAX_VALUE);

                String what = "%s: %.20s… %d".formatted(name, text, text.length());
                assertThat(windows.size()).as(what).isEqualTo(whole.size());
                for (int i = 0; i < whole.size(); i++) {
                    assertThat(windows.sameToken(i, whole, i)).as("%s, token %d", what, i).isTrue();
                }
            });
        }
    }

    private static List<String> texts() {
        List<String> texts = new ArrayList<>();
        texts.add("word ".repeat(20_000));
        texts.add("word,".repeat(20_000));
        texts.add("w".repeat(100_000));
        texts.add("w ".repeat(1_000) + "w".repeat(60_000) + " word".repeat(5_000));
        texts.add(" ".repeat(60_000) + "word".repeat(2_000) + "\n".repeat(60_000) + "word");
        texts.add("東京は日本の首都です。".repeat(8_000));
        texts.add("🚀".repeat(30_000));
        texts.add("👩‍👩‍👧 é e\u0301".repeat(8_000));
        texts.add("[MASK]x[CLS] ".repeat(8_000));
        texts.add("antidisestablishmentarianism-".repeat(3_000));
        Random random = new Random(7);
        int[] letters = "word word, .\n🚀東e\u0301".codePoints().toArray();
        for (int i = 0; i < 5; i++) {
            int[] text = new int[60_000];
            Arrays.setAll(text, _ -> letters[random.nextInt(letters.length)]);
            texts.add(new String(text, 0, text.length));
        }
        return texts;
    }

    @Test
    void restIsLeftOutOnceThereAreMoreTokensThanAskedFor() {
        var encodings = new NativeTokenizer(Objects.requireNonNull(TOKENIZERS.get("bert")));
        String text = "word ".repeat(1_000_000);

        assertThat(new TokenWindows(encodings, text).tokens(10_000).size())
                .isBetween(10_001, 10_000 + TokenWindows.WINDOW);
    }
}
