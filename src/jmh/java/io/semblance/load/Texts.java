package io.semblance.load;

import io.semblance.Corpus;
import io.semblance.tokenization.Tokenizer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * The texts to embed. A text longer than the model's limit is left out, so that every contestant
 * runs the same tokens, independent of its handling of such texts.
 */
public final class Texts {

    private static final int MOST = 4_096;
    private static final int MAX_TOKENS = 512;

    private Texts() {}

    /** A text and its number of tokens, special tokens included. */
    public record Text(String text, int tokens) {}

    /** At most {@value #MOST} texts of a corpus, in an order that does not change. */
    public static List<Text> of(Path corpus, Tokenizer tokenizer) throws IOException {
        List<String> all = new ArrayList<>();
        for (Corpus.Entry entry : Corpus.read(corpus, 8 * MOST)) {
            all.add((entry.title() + " " + entry.text()).replaceAll("\\s+", " ").strip());
        }
        Collections.shuffle(all, new Random(1));
        List<String> some = all.subList(0, Math.min(2 * MOST, all.size()));
        int[] counts = tokenizer.count(some);
        List<Text> texts = new ArrayList<>();
        for (int i = 0; i < counts.length && texts.size() < MOST; i++) {
            int tokens = counts[i] + tokenizer.specialTokens();
            if (tokens <= MAX_TOKENS) {
                texts.add(new Text(some.get(i), tokens));
            }
        }
        return texts;
    }

    /** Equal numbers of texts of both lists, shuffled. */
    public static List<Text> mixed(List<Text> one, List<Text> other) {
        int each = Math.min(MOST / 2, Math.min(one.size(), other.size()));
        List<Text> mixed = new ArrayList<>(one.subList(0, each));
        mixed.addAll(other.subList(0, each));
        Collections.shuffle(mixed, new Random(2));
        return mixed;
    }

    /**
     * The beginnings of texts, all with the same number of tokens, special tokens included. A text
     * without such a beginning is left out.
     *
     * @throws IllegalArgumentException if there is none
     */
    static List<Text> ofLength(int tokens, List<Text> texts, Tokenizer tokenizer) {
        int own = tokens - tokenizer.specialTokens();
        List<Text> beginnings =
                texts.stream()
                        .filter(text -> text.tokens() >= tokens)
                        .map(text -> text.text().substring(0, tokenizer.cut(text.text(), own)[0]))
                        .map(String::strip)
                        .distinct()
                        .filter(text -> tokenizer.count(text) == own)
                        .limit(MOST)
                        .map(text -> new Text(text, tokens))
                        .toList();
        if (beginnings.isEmpty()) {
            throw new IllegalArgumentException(
                    "no text of the corpora begins with %d tokens".formatted(tokens));
        }
        return beginnings;
    }

    /** The mean number of tokens per text. */
    public static double tokens(List<Text> texts) {
        return texts.stream().mapToInt(Text::tokens).average().orElseThrow();
    }

    /** Writes texts in the format that contestants read. */
    public static Path write(List<Text> texts, Path file) throws IOException {
        Files.createDirectories(file.getParent());
        return Files.write(
                file, texts.stream().map(text -> text.tokens() + "\t" + text.text()).toList());
    }
}
