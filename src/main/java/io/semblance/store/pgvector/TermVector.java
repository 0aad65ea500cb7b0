package io.semblance.store.pgvector;

import io.semblance.store.analysis.IndexTerm;
import io.semblance.store.analysis.TextAnalysis;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;

/**
 * The terms of a chunk as a {@code tsvector}. A lexeme has as many positions as it occurs, from 1
 * on: they say how often, not where. PostgreSQL has its limits: a lexeme has less than 2 kB and at
 * most 255 positions here, and the vector less than 1 MB; what is beyond them is left out, the
 * first terms of a text go in.
 *
 * <p>Each vector has the lexeme {@link #MARK}, which no query looks for. It tells vectors of this
 * version's text analysis from older ones.
 */
final class TermVector {

    /** Says by which text analysis the terms were made. No term begins with two tildes. */
    static final String MARK = "~~analysis" + TextAnalysis.VERSION;

    /** MAXSTRLEN of PostgreSQL's ts_type.h, less one. */
    private static final int MAX_LEXEME_BYTES = 2_046;

    /** MAXNUMPOS of ts_type.h, less one. */
    private static final int MAX_POSITIONS = 255;

    /** Below MAXSTRPOS of ts_type.h. */
    private static final int MAX_BYTES = 1_000_000;

    private final Map<String, Integer> occurrences = new HashMap<>();
    private int length;
    private int bytes;

    private TermVector() {}

    static TermVector of(Iterator<IndexTerm> terms) {
        TermVector vector = new TermVector();
        vector.add(MARK);
        while (vector.bytes < MAX_BYTES && terms.hasNext()) {
            IndexTerm term = terms.next();
            vector.length += term.counted() ? 1 : 0;
            vector.add(term.text());
        }
        return vector;
    }

    private void add(String lexeme) {
        Integer before = occurrences.get(lexeme);
        if (before == null) {
            int size = lexeme.getBytes(StandardCharsets.UTF_8).length;
            if (size > MAX_LEXEME_BYTES) {
                return;
            }
            occurrences.put(lexeme, 1);
            // The lexeme, a byte that ends or aligns it, the number of positions, and one.
            bytes += size + 1 + 2 * Short.BYTES;
        } else if (before < MAX_POSITIONS) {
            occurrences.put(lexeme, before + 1);
            bytes += Short.BYTES;
        }
    }

    /** How many terms count for the length of the chunk. */
    int length() {
        return length;
    }

    /**
     * In PostgreSQL's binary format: the number of lexemes, and for each its bytes with a zero
     * after them, the number of positions, and the positions. The database sorts them.
     */
    byte[] toBytes() {
        ByteBuffer buffer = ByteBuffer.allocate(Integer.BYTES + bytes);
        buffer.putInt(occurrences.size());
        for (Map.Entry<String, Integer> entry : occurrences.entrySet()) {
            buffer.put(entry.getKey().getBytes(StandardCharsets.UTF_8)).put((byte) 0);
            buffer.putShort(entry.getValue().shortValue());
            for (int position = 1; position <= entry.getValue(); position++) {
                buffer.putShort((short) position);
            }
        }
        return buffer.array();
    }
}
