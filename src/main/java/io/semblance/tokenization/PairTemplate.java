package io.semblance.tokenization;

import java.util.Arrays;

/**
 * How a tokenizer combines a text pair with special tokens, for example {@code [CLS] first [SEP]
 * second [SEP]}. Each text is encoded once and can be joined with many others. Immutable.
 */
public final class PairTemplate {

    private final Part leading;
    private final int firstType;
    private final Part middle;
    private final int secondType;
    private final Part trailing;
    private final int[] secondSuffix;

    private PairTemplate(
            Part leading,
            int firstType,
            Part middle,
            int secondType,
            Part trailing,
            int[] secondSuffix) {
        this.leading = leading;
        this.firstType = firstType;
        this.middle = middle;
        this.secondType = secondType;
        this.trailing = trailing;
        this.secondSuffix = secondSuffix;
    }

    /** Adjacent special tokens and their token types. */
    private static final class Part {

        private final int[] ids;
        private final int[] types;

        private Part(int[] ids, int[] types) {
            this.ids = ids;
            this.types = types;
        }

        static Part of(int[] ids, int[] types, int from, int to) {
            return new Part(Arrays.copyOfRange(ids, from, to), Arrays.copyOfRange(types, from, to));
        }

        int length() {
            return ids.length;
        }
    }

    /**
     * Derives the template from a pair that the tokenizer encoded.
     *
     * @param special 1 for each special token, 0 for every other token
     * @param first the first text's tokens, at least one
     * @param second the second text's tokens, at least one
     * @param secondSuffix tokens at the end of every second text, which are kept when that text is
     *     truncated
     * @throws IllegalArgumentException if the pair is not the two texts surrounded by special
     *     tokens
     */
    static PairTemplate of(
            int[] ids, int[] types, int[] special, int[] first, int[] second, int[] secondSuffix) {
        int firstFrom = next(special, 0, 0);
        int firstTo = firstFrom + first.length;
        int secondFrom = next(special, Math.min(firstTo, ids.length), 0);
        int secondTo = secondFrom + second.length;
        if (secondTo > ids.length
                || next(special, secondTo, 0) != ids.length
                || !Arrays.equals(ids, firstFrom, firstTo, first, 0, first.length)
                || !Arrays.equals(ids, secondFrom, secondTo, second, 0, second.length)) {
            throw new IllegalArgumentException(
                    "a pair must be its two texts surrounded by special tokens; the pair has the input ids %s, the texts alone have %s and %s"
                            .formatted(
                                    Arrays.toString(ids),
                                    Arrays.toString(first),
                                    Arrays.toString(second)));
        }
        return new PairTemplate(
                Part.of(ids, types, 0, firstFrom),
                types[firstFrom],
                Part.of(ids, types, firstTo, secondFrom),
                types[secondFrom],
                Part.of(ids, types, secondTo, ids.length),
                secondSuffix);
    }

    private static int next(int[] special, int from, int wanted) {
        int i = from;
        while (i < special.length && special[i] != wanted) {
            i++;
        }
        return i;
    }

    /** The number of special tokens that every pair has. */
    public int specialTokens() {
        return leading.length() + middle.length() + trailing.length();
    }

    /**
     * Joins two texts, each encoded by the template's tokenizer, to at most {@code maxLength}
     * tokens. The longer text is truncated to the room that the other leaves; if neither fits into
     * half of the room, each gets half (the strategy {@code longest_first} of Hugging Face's
     * tokenizers).
     *
     * @param truncationSide the end at which a text is truncated
     * @throws IllegalArgumentException if {@code maxLength} leaves no room for a token of each text
     */
    public PairEncoding join(
            Encoding first, Encoding second, int maxLength, Encoding.Side truncationSide) {
        int room = maxLength - specialTokens();
        if (room < 2) {
            throw new IllegalArgumentException(
                    "maxLength must be at least %d with %d special tokens, got: %d"
                            .formatted(specialTokens() + 2, specialTokens(), maxLength));
        }
        int shorter = Math.min(first.textLength(), second.textLength());
        int longer = Math.max(first.textLength(), second.textLength());
        boolean truncated = shorter + longer > room;
        if (truncated) {
            shorter = Math.min(shorter, room / 2);
            longer = room - shorter;
        }
        boolean firstIsShorter = first.textLength() <= second.textLength();
        var pair = new PairBuilder(specialTokens() + shorter + longer);
        pair.add(leading);
        pair.add(first, firstIsShorter ? shorter : longer, truncationSide, firstType);
        pair.add(middle);
        pair.add(second, firstIsShorter ? longer : shorter, truncationSide, secondType);
        if (truncationSide == Encoding.Side.RIGHT) {
            pair.restoreEnd(second, firstIsShorter ? longer : shorter, secondSuffix);
        }
        pair.add(trailing);
        return new PairEncoding(pair.ids, pair.types, truncated);
    }

    /** Builds the arrays of a pair. */
    private static final class PairBuilder {

        private final int[] ids;
        private final int[] types;
        private int length;

        PairBuilder(int length) {
            this.ids = new int[length];
            this.types = new int[length];
        }

        void add(Part part) {
            System.arraycopy(part.ids, 0, ids, length, part.length());
            System.arraycopy(part.types, 0, types, length, part.length());
            length += part.length();
        }

        void add(Encoding text, int tokens, Encoding.Side truncationSide, int type) {
            text.copyText(tokens, truncationSide, ids, length);
            Arrays.fill(types, length, length + tokens, type);
            length += tokens;
        }

        /** Restores the end of the text that was added last, if truncation removed it. */
        void restoreEnd(Encoding text, int tokens, int[] end) {
            if (tokens < text.textLength() && tokens > end.length) {
                System.arraycopy(end, 0, ids, length - end.length, end.length);
            }
        }
    }
}
