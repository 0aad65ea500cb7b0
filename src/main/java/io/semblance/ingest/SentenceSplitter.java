package io.semblance.ingest;

import io.semblance.embedding.TokenCounter;
import io.semblance.ingest.files.Section;
import io.semblance.value.UnicodeText;

import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Splits a text into sentences of a bounded number of tokens. A longer sentence is split between
 * words, or within a word if necessary. Sentences are found and their tokens counted on demand, in
 * order, and discarded when they are no longer needed: a text may have millions. Not thread-safe.
 */
final class SentenceSplitter {

    /**
     * The most code units that are tokenized as one text, so that memory stays bounded for a
     * sentence of any length.
     */
    private static final int MAX_UNITS = 20_000;

    /** Code units of sentences that are counted in one call, without the last sentence. */
    private static final int BATCH_UNITS = 100_000;

    private final String text;
    private final TokenCounter counter;
    private final int maxTokens;
    private final BreakIterator boundaries;
    private final LineBoundaries lines;
    private final List<TextSpan> spans = new ArrayList<>();
    private final List<Boundary> separators = new ArrayList<>();
    private final List<Integer> tokens = new ArrayList<>();

    /** Index of the first sentence that is not discarded. */
    private int firstIndex;

    /** Offset up to which the text is split. */
    private int position;

    /**
     * End of the sentence that contains {@code position}; equal to {@code position} between
     * sentences.
     */
    private int sentenceEnd;

    /** What precedes {@code position}. */
    private Boundary separator = Boundary.SENTENCE;

    private SentenceSplitter(
            String text,
            List<Section> sections,
            Locale locale,
            TokenCounter counter,
            int maxTokens) {
        this.text = text;
        this.lines = new LineBoundaries(text, sections);
        this.counter = counter;
        this.maxTokens = maxTokens;
        this.boundaries = BreakIterator.getSentenceInstance(locale);
        this.boundaries.setText(text);
    }

    /**
     * The sentences of a text, blank ones left out. None extends over a boundary of blocks.
     *
     * @param sections of the text, in the order of their starts
     * @param maxTokens the most tokens of a sentence, at least 1
     */
    static SentenceSplitter of(
            String text,
            List<Section> sections,
            Locale locale,
            TokenCounter counter,
            int maxTokens) {
        return new SentenceSplitter(text, sections, locale, counter, maxTokens);
    }

    /** Whether there is a sentence with this index. */
    boolean has(int index) {
        while (index >= firstIndex + spans.size() && position < text.length()) {
            measure(batch());
        }
        return index < firstIndex + spans.size();
    }

    /** The span of a sentence for which {@link #has} returned true. */
    TextSpan span(int index) {
        return spans.get(index - firstIndex);
    }

    /** The number of tokens of a sentence for which {@link #has} returned true. */
    int tokens(int index) {
        return tokens.get(index - firstIndex);
    }

    /** What separates a sentence from the one before, if {@link #has} returned true for it. */
    Boundary boundary(int index) {
        return separators.get(index - firstIndex);
    }

    /** Discards the sentences before this index. */
    void discardBefore(int before) {
        separators.subList(0, before - firstIndex).clear();
        spans.subList(0, before - firstIndex).clear();
        tokens.subList(0, before - firstIndex).clear();
        firstIndex = before;
    }

    /** The next pieces of the text, each short enough to be tokenized. */
    private List<Piece> batch() {
        List<Piece> batch = new ArrayList<>();
        int units = 0;
        while (position < text.length() && units < BATCH_UNITS) {
            if (position == sentenceEnd) {
                int next = boundaries.next();
                sentenceEnd = next == BreakIterator.DONE ? text.length() : next;
            }
            int block = lines.after(position);
            int end = pieceEnd(position, Math.min(sentenceEnd, block));
            TextSpan piece = new TextSpan(position, end).stripped(text);
            if (!piece.isEmpty()) {
                batch.add(new Piece(piece, separator));
                separator = Boundary.SENTENCE;
            }
            if (end == block && lines.boundary().compareTo(separator) > 0) {
                separator = lines.boundary();
            }
            units += end - position;
            position = end;
        }
        return batch;
    }

    /**
     * The end of a piece that is short enough to be tokenized, after white space if there is any.
     */
    private int pieceEnd(int from, int end) {
        if (end - from <= MAX_UNITS) {
            return end;
        }
        int to = from + MAX_UNITS;
        for (int i = to; i > from; i--) {
            if (Character.isWhitespace(text.charAt(i - 1))) {
                return i;
            }
        }
        return UnicodeText.boundary(text, to);
    }

    /** A part of the text that is tokenized as one, and what separates it from the part before. */
    private record Piece(TextSpan span, Boundary separator) {}

    private void measure(List<Piece> batch) {
        if (batch.isEmpty()) {
            return;
        }
        int[] counts = counter.count(batch.stream().map(piece -> piece.span().of(text)).toList());
        for (int i = 0; i < counts.length; i++) {
            int first = separators.size();
            if (counts[i] <= maxTokens) {
                add(batch.get(i).span(), counts[i]);
            } else {
                cut(batch.get(i).span());
            }
            if (first < separators.size()) {
                separators.set(first, batch.get(i).separator());
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
            // The parts of a split word may have more tokens than the whole word: split them again.
            if (counts[i] > maxTokens && piece.end() - piece.start() > 2) {
                halve(piece);
            } else {
                add(piece, counts[i]);
            }
        }
    }

    private void halve(TextSpan piece) {
        int middle = UnicodeText.boundary(text, (piece.start() + piece.end()) / 2);
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
        separators.add(Boundary.SENTENCE);
        tokens.add(count);
    }
}
