package io.semblance.store.pgvector;

import io.semblance.store.analysis.IndexTerm;
import io.semblance.store.analysis.TextAnalysis;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;

/**
 * The terms of a chunk as a {@code tsvector}. A lexeme has one position for each occurrence,
 * numbered from 1: the positions represent the frequency, not the place in the text. PostgreSQL
 * limits a lexeme to less than 2 kB and fewer than 256 positions, and the vector to less than 1 MB;
 * terms beyond a limit are left out, and the first terms of a text are kept.
 *
 * <p>Each vector has the lexeme {@link #MARK}, which no query looks up. It distinguishes vectors of
 * this version's text analysis from older ones.
 */
final class TermVector {

    /** The lexeme that names the text analysis of the terms. No term starts with two tildes. */
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
            // The lexeme, a terminator or padding byte, the number of positions, and one position.
            bytes += size + 1 + 2 * Short.BYTES;
        } else if (before < MAX_POSITIONS) {
            occurrences.put(lexeme, before + 1);
            bytes += Short.BYTES;
        }
    }

    /** The number of terms that count for the length of the chunk. */
    int length() {
        return length;
    }

    /**
     * This vector in PostgreSQL's binary format: the number of lexemes, and for each one its bytes
     * with a terminating zero, the number of positions, and the positions. The database sorts the
     * lexemes.
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
