package io.semblance.ingest.records;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Decodes bytes, and marks each byte that is not in the encoding by a lone low surrogate, U+DC00
 * plus the byte, which no decoder produces otherwise. So only the record with such a byte is
 * refused, and not the rest of the file. A byte order mark at the start overrides the encoding and
 * is skipped. Not thread-safe.
 */
final class MarkingReader extends Reader {

    private static final int BUFFER = 16_384;
    private static final char MARK = Character.MIN_LOW_SURROGATE;
    private static final int MARKS = 256;

    private final InputStream source;
    private final ByteBuffer bytes = ByteBuffer.allocate(BUFFER).limit(0);
    private final CharsetDecoder decoder;
    private boolean ended;

    MarkingReader(InputStream source, Charset declared) throws IOException {
        this.source = source;
        fill();
        Charset charset = marked(declared);
        this.decoder =
                charset.newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .onUnmappableCharacter(CodingErrorAction.REPORT);
    }

    /** Whether a text has bytes that were not in the encoding. */
    static boolean isMarked(CharSequence text) {
        for (int i = 0; i < text.length(); i++) {
            char unit = text.charAt(i);
            if (unit >= MARK
                    && unit < MARK + MARKS
                    && (i == 0 || !Character.isHighSurrogate(text.charAt(i - 1)))) {
                return true;
            }
        }
        return false;
    }

    private Charset marked(Charset declared) {
        if (startsWith(0xEF, 0xBB, 0xBF)) {
            bytes.position(3);
            return StandardCharsets.UTF_8;
        }
        if (startsWith(0xFE, 0xFF)) {
            bytes.position(2);
            return StandardCharsets.UTF_16BE;
        }
        if (startsWith(0xFF, 0xFE)) {
            bytes.position(2);
            return StandardCharsets.UTF_16LE;
        }
        return declared;
    }

    private boolean startsWith(int... mark) {
        if (bytes.remaining() < mark.length) {
            return false;
        }
        for (int i = 0; i < mark.length; i++) {
            if (Byte.toUnsignedInt(bytes.get(i)) != mark[i]) {
                return false;
            }
        }
        return true;
    }

    @Override
    public int read(char[] target, int offset, int length) throws IOException {
        if (length < 2) {
            throw new IllegalArgumentException(
                    "a read must have room for a surrogate pair, got: " + length);
        }
        CharBuffer chars = CharBuffer.wrap(target, offset, length);
        while (chars.position() == 0) {
            CoderResult result = decoder.decode(bytes, chars, ended);
            if (result.isError()) {
                mark(chars, result.length());
            } else if (result.isUnderflow()) {
                if (ended) {
                    return chars.position() == 0 ? -1 : chars.position();
                }
                fill();
            }
        }
        return chars.position();
    }

    private void mark(CharBuffer chars, int count) {
        for (int i = 0; i < count && chars.hasRemaining(); i++) {
            chars.put((char) (MARK + Byte.toUnsignedInt(bytes.get())));
        }
    }

    /** Reads at least one byte, or finds the end. */
    private void fill() throws IOException {
        bytes.compact();
        int wanted = bytes.position() + 1;
        while (!ended && bytes.position() < Math.max(wanted, 3)) {
            int read = source.read(bytes.array(), bytes.position(), bytes.remaining());
            if (read < 0) {
                ended = true;
            } else {
                bytes.position(bytes.position() + read);
            }
        }
        bytes.flip();
    }

    @Override
    public void close() throws IOException {
        source.close();
    }
}
