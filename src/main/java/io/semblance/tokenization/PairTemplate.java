package io.semblance.tokenization;

import java.util.Arrays;

/**
 * How a tokenizer frames two texts for a model that reads them together, for example {@code [CLS]
 * first [SEP] second [SEP]}. Each text is encoded once and may be joined with many. Immutable.
 */
public final class PairTemplate {

    private final Part leading;
    private final int firstType;
    private final Part middle;
    private final int secondType;
    private final Part trailing;

    private PairTemplate(Part leading, int firstType, Part middle, int secondType, Part trailing) {
        this.leading = leading;
        this.firstType = firstType;
        this.middle = middle;
        this.secondType = secondType;
        this.trailing = trailing;
    }

    /** Special tokens that stand together, and their types. */
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
     * Reads the template off a pair that its tokenizer framed.
     *
     * @param special 1 for each token that is part of the frame
     * @param first the first text's tokens, at least one
     * @param second the second's, at least one
     * @throws IllegalArgumentException if that is not these texts with special tokens round them
     */
    static PairTemplate of(int[] ids, int[] types, int[] special, int[] first, int[] second) {
        int firstFrom = next(special, 0, 0);
        int firstTo = firstFrom + first.length;
        int secondFrom = next(special, Math.min(firstTo, ids.length), 0);
        int secondTo = secondFrom + second.length;
        if (secondTo > ids.length
                || next(special, secondTo, 0) != ids.length
                || !Arrays.equals(ids, firstFrom, firstTo, first, 0, first.length)
                || !Arrays.equals(ids, secondFrom, secondTo, second, 0, second.length)) {
            throw new IllegalArgumentException(
                    "pairs are framed as %s, where the texts alone are %s and %s"
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
                Part.of(ids, types, secondTo, ids.length));
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
     * tokens. The longer text is cut to what the other leaves; if neither fits into half of the
     * room, both get half (the strategy {@code longest_first} of Hugging Face's tokenizers).
     *
     * @param givenUp the end of a text that is cut off
     * @throws IllegalArgumentException if maxLength has no room for a token of each text
     */
    public PairEncoding join(
            Encoding first, Encoding second, int maxLength, Encoding.Side givenUp) {
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
        var joined = new Joining(specialTokens() + shorter + longer);
        joined.add(leading);
        joined.add(first, firstIsShorter ? shorter : longer, givenUp, firstType);
        joined.add(middle);
        joined.add(second, firstIsShorter ? longer : shorter, givenUp, secondType);
        joined.add(trailing);
        return new PairEncoding(joined.ids, joined.types, truncated);
    }

    /** A pair that is being put together. */
    private static final class Joining {

        private final int[] ids;
        private final int[] types;
        private int length;

        Joining(int length) {
            this.ids = new int[length];
            this.types = new int[length];
        }

        void add(Part part) {
            System.arraycopy(part.ids, 0, ids, length, part.length());
            System.arraycopy(part.types, 0, types, length, part.length());
            length += part.length();
        }

        void add(Encoding text, int tokens, Encoding.Side givenUp, int type) {
            text.copyText(tokens, givenUp, ids, length);
            Arrays.fill(types, length, length + tokens, type);
            length += tokens;
        }
    }
}
