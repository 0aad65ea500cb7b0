package io.semblance.ingest;

import io.semblance.embedding.TokenCounter;

import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Cuts a text into sentences of a bounded number of tokens; a longer one is cut between words, or
 * within a word if need be. Sentences are found and measured as they are asked for, in their order,
 * and forgotten when they are not needed any more: a text may have millions. Not thread-safe.
 */
final class Sentences {

    /**
     * Code units given to the tokenizer as one text: memory stays bounded however long a sentence.
     */
    private static final int MAX_UNITS = 20_000;

    /** Code units of sentences measured in one call, not counting the last one's. */
    private static final int BATCH_UNITS = 100_000;

    private final String text;
    private final TokenCounter counter;
    private final int maxTokens;
    private final BreakIterator boundaries;
    private final List<TextSpan> spans = new ArrayList<>();
    private final List<Integer> tokens = new ArrayList<>();

    /** Index of the first sentence that is still known. */
    private int firstKnown;

    /** Where the text is not cut yet. */
    private int position;

    /** End of the sentence that has that position; the position itself if none is begun. */
    private int sentenceEnd;

    private Sentences(String text, Locale locale, TokenCounter counter, int maxTokens) {
        this.text = text;
        this.counter = counter;
        this.maxTokens = maxTokens;
        this.boundaries = BreakIterator.getSentenceInstance(locale);
        this.boundaries.setText(text);
    }

    /**
     * The sentences of a text, blank ones left out.
     *
     * @param maxTokens of a sentence, at least 1
     */
    static Sentences of(String text, Locale locale, TokenCounter counter, int maxTokens) {
        return new Sentences(text, locale, counter, maxTokens);
    }

    /** Whether there is a sentence of this index. */
    boolean has(int index) {
        while (index >= firstKnown + spans.size() && position < text.length()) {
            measure(batch());
        }
        return index < firstKnown + spans.size();
    }

    /** The place of a sentence that {@link #has} has found. */
    TextSpan span(int index) {
        return spans.get(index - firstKnown);
    }

    /** The number of its tokens. */
    int tokens(int index) {
        return tokens.get(index - firstKnown);
    }

    /** Forgets the sentences before this index. */
    void forget(int before) {
        spans.subList(0, before - firstKnown).clear();
        tokens.subList(0, before - firstKnown).clear();
        firstKnown = before;
    }

    /** The next pieces of the text, each short enough to be measured. */
    private List<TextSpan> batch() {
        List<TextSpan> batch = new ArrayList<>();
        int units = 0;
        while (position < text.length() && units < BATCH_UNITS) {
            if (position == sentenceEnd) {
                int next = boundaries.next();
                sentenceEnd = next == BreakIterator.DONE ? text.length() : next;
            }
            int end = pieceEnd(position, sentenceEnd);
            TextSpan piece = new TextSpan(position, end).stripped(text);
            if (!piece.isEmpty()) {
                batch.add(piece);
            }
            units += end - position;
            position = end;
        }
        return batch;
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
