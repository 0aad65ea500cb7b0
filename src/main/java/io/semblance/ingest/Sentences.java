package io.semblance.ingest;

import io.semblance.embedding.TokenCounter;

import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Cuts a text into sentences of a bounded number of tokens; a longer one is cut between words, or
 * within a word if need be.
 */
final class Sentences {

    /** Code units given to the tokenizer at once: memory stays bounded however long the text. */
    private static final int MAX_UNITS = 20_000;

    /** Sentences measured in one call. */
    private static final int BATCH_UNITS = 200_000;

    private final String text;
    private final TokenCounter counter;
    private final int maxTokens;
    private final List<TextSpan> spans = new ArrayList<>();
    private final List<Integer> tokens = new ArrayList<>();

    private Sentences(String text, TokenCounter counter, int maxTokens) {
        this.text = text;
        this.counter = counter;
        this.maxTokens = maxTokens;
    }

    /**
     * The sentences of a text, blank ones left out.
     *
     * @param maxTokens of a sentence, at least 1
     */
    static Sentences of(String text, Locale locale, TokenCounter counter, int maxTokens) {
        Sentences sentences = new Sentences(text, counter, maxTokens);
        sentences.split(locale);
        return sentences;
    }

    int size() {
        return spans.size();
    }

    TextSpan span(int index) {
        return spans.get(index);
    }

    int tokens(int index) {
        return tokens.get(index);
    }

    private void split(Locale locale) {
        BreakIterator boundaries = BreakIterator.getSentenceInstance(locale);
        boundaries.setText(text);
        List<TextSpan> batch = new ArrayList<>();
        int units = 0;
        int start = boundaries.first();
        for (int end = boundaries.next(); end != BreakIterator.DONE; end = boundaries.next()) {
            for (int from = start; from < end; ) {
                int to = pieceEnd(from, end);
                TextSpan piece = new TextSpan(from, to).stripped(text);
                if (!piece.isEmpty()) {
                    batch.add(piece);
                    units += piece.end() - piece.start();
                }
                from = to;
            }
            if (units >= BATCH_UNITS) {
                measure(batch);
                batch.clear();
                units = 0;
            }
            start = end;
        }
        measure(batch);
    }

    /** The end of a piece short enough to be measured, at a word's end where one is near. */
    private int pieceEnd(int from, int end) {
        if (end - from <= MAX_UNITS) {
            return end;
        }
        int to = from + MAX_UNITS;
        for (int i = to; i > from + MAX_UNITS / 2; i--) {
            if (Character.isWhitespace(text.charAt(i - 1))) {
                return i;
            }
        }
        return Character.isLowSurrogate(text.charAt(to)) ? to - 1 : to;
    }

    private void measure(List<TextSpan> batch) {
        if (batch.isEmpty()) {
            return;
        }
        int[] counts = counter.count(batch.stream().map(span -> span.of(text)).toList());
        for (int i = 0; i < counts.length; i++) {
            if (counts[i] <= maxTokens) {
                add(batch.get(i), counts[i]);
            } else {
                cut(batch.get(i));
            }
        }
    }

    private void cut(TextSpan sentence) {
        List<TextSpan> pieces = new ArrayList<>();
        int from = sentence.start();
        for (int cut : counter.cut(sentence.of(text), maxTokens)) {
            TextSpan piece = new TextSpan(from, sentence.start() + cut).stripped(text);
            if (!piece.isEmpty()) {
                pieces.add(piece);
            }
            from = sentence.start() + cut;
        }
        int[] counts = counter.count(pieces.stream().map(span -> span.of(text)).toList());
        for (int i = 0; i < counts.length; i++) {
            TextSpan piece = pieces.get(i);
            // A word cut in two may have more tokens than it had as a whole: it is cut again.
            if (counts[i] > maxTokens && piece.end() - piece.start() > 2) {
                halve(piece);
            } else {
                add(piece, counts[i]);
            }
        }
    }

    private void halve(TextSpan piece) {
        int middle = (piece.start() + piece.end()) / 2;
        if (Character.isLowSurrogate(text.charAt(middle))) {
            middle--;
        }
        List<TextSpan> halves =
                List.of(new TextSpan(piece.start(), middle), new TextSpan(middle, piece.end()));
        int[] counts = counter.count(halves.stream().map(span -> span.of(text)).toList());
        for (int i = 0; i < counts.length; i++) {
            TextSpan half = halves.get(i).stripped(text);
            if (counts[i] > maxTokens && half.end() - half.start() > 2) {
                halve(half);
            } else if (!half.isEmpty()) {
                add(half, counts[i]);
            }
        }
    }

    private void add(TextSpan span, int count) {
        spans.add(span);
        tokens.add(count);
    }
}
