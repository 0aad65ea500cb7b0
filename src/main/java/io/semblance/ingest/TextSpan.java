package io.semblance.ingest;

/**
 * A piece of a text.
 *
 * @param start offset of its first character, in UTF-16 code units
 * @param end offset after its last
 */
record TextSpan(int start, int end) {

    String of(String text) {
        return text.substring(start, end);
    }

    /** This piece without white space at its ends; empty if it is nothing else. */
    TextSpan stripped(String text) {
        int from = start;
        int to = end;
        while (from < to && Character.isWhitespace(text.charAt(from))) {
            from++;
        }
        while (to > from && Character.isWhitespace(text.charAt(to - 1))) {
            to--;
        }
        return new TextSpan(from, to);
    }

    boolean isEmpty() {
        return start == end;
    }
}
