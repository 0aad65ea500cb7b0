package io.semblance.ingest;

/**
 * A part of a text.
 *
 * @param start start offset, in UTF-16 code units
 * @param end end offset, exclusive
 */
record TextSpan(int start, int end) {

    String of(String text) {
        return text.substring(start, end);
    }

    /** This part without white space at its ends; empty if it is only white space. */
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
