package io.semblance.store.lucene;

import io.semblance.store.filter.Filter.Path;

import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.NumericUtils;
import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Metadata as terms of one field: path, NUL, a letter for the type, the value. Strings are in
 * UTF-8, whose byte order is that of code points; numbers as eight bytes that sort as they do. So
 * every operator is a term, a range of terms or a prefix.
 *
 * <p>A term has at most 32,766 bytes: of a longer string the beginning is kept, which decides every
 * comparison with an operand of up to 1,024 characters, and the whole of it in pieces that overlap
 * by as much, in which every such substring is found.
 */
final class MetadataTerms {

    static final char EXISTS = '!';
    static final char NULL = '0';
    static final char BOOL = 'b';
    static final char BOOL_ELEMENT = 'c';
    static final char NUMBER = 'm';
    static final char NUMBER_ELEMENT = 'n';
    static final char PIECE = 'p';
    static final char STRING = 's';
    static final char STRING_ELEMENT = 't';

    private static final int MAX_STRING = 4_096;
    private static final int OVERLAP = 1_024;

    private final Set<BytesRef> terms = new LinkedHashSet<>();

    private MetadataTerms() {}

    /** The terms of a document's metadata. */
    static Set<BytesRef> of(Map<String, @Nullable Object> metadata) {
        MetadataTerms collector = new MetadataTerms();
        collector.object(List.of(), metadata);
        return collector.terms;
    }

    /** What all terms of this type under this path begin with. */
    static BytesRef prefix(Path path, char type) {
        return new BytesRef(encoded(path.keys()) + '\0' + type);
    }

    /** The term of a string, as scalar or element. */
    static BytesRef string(Path path, char type, String value) {
        return append(prefix(path, type), head(value).getBytes(StandardCharsets.UTF_8));
    }

    /** The term of a number, as scalar or element. */
    static BytesRef number(Path path, char type, double value) {
        byte[] sortable = new byte[Long.BYTES];
        // -0.0 + 0.0 is 0.0: the two are equal and must be one term.
        NumericUtils.longToSortableBytes(
                NumericUtils.doubleToSortableLong(value + 0.0), sortable, 0);
        return append(prefix(path, type), sortable);
    }

    /** The term of a truth value, as scalar or element. */
    static BytesRef bool(Path path, char type, boolean value) {
        return append(prefix(path, type), new byte[] {(byte) (value ? '1' : '0')});
    }

    private void object(List<String> keys, Map<?, ?> object) {
        object.forEach((key, value) -> {
            List<String> inner = new ArrayList<>(keys);
            inner.add(String.valueOf(key));
            Path path = new Path(inner);
            terms.add(prefix(path, EXISTS));
            value(path, value, false);
        });
    }

    private void value(Path path, @Nullable Object value, boolean element) {
        switch (value) {
            case null -> {
                if (!element) {
                    terms.add(prefix(path, NULL));
                }
            }
            case String text -> text(path, text, element);
            case Number number ->
                    terms.add(
                            number(path, element ? NUMBER_ELEMENT : NUMBER, number.doubleValue()));
            case Boolean bool -> terms.add(bool(path, element ? BOOL_ELEMENT : BOOL, bool));
            case Map<?, ?> object -> object(path.keys(), object);
            case List<?> list -> list.forEach(each -> value(path, each, true));
            default ->
                    throw new IllegalArgumentException(
                            "metadata has JSON values, got: " + value.getClass().getName());
        }
    }

    private void text(Path path, String text, boolean element) {
        terms.add(string(path, element ? STRING_ELEMENT : STRING, text));
        if (!element && text.length() > MAX_STRING) {
            for (int from = 0; from < text.length() - OVERLAP; from += MAX_STRING - OVERLAP) {
                int to = Math.min(text.length(), from + MAX_STRING);
                String piece = text.substring(wholeCharacter(text, from), wholeCharacter(text, to));
                terms.add(append(prefix(path, PIECE), piece.getBytes(StandardCharsets.UTF_8)));
            }
        }
    }

    /** The beginning of a long string. */
    private static String head(String value) {
        return value.substring(0, wholeCharacter(value, Math.min(value.length(), MAX_STRING)));
    }

    /** The last place at or before this one that is not within a character of two code units. */
    private static int wholeCharacter(String text, int place) {
        boolean within =
                place > 0
                        && place < text.length()
                        && Character.isSurrogatePair(text.charAt(place - 1), text.charAt(place));
        return within ? place - 1 : place;
    }

    /** Keys joined so that no two paths are the same string and none has a NUL. */
    private static String encoded(List<String> keys) {
        StringBuilder path = new StringBuilder();
        for (String key : keys) {
            path.append(path.isEmpty() ? "" : "\u0001");
            path.append(
                    key.replace("\u0002", "\u0002b")
                            .replace("\u0001", "\u0002a")
                            .replace("\0", "\u0002n"));
        }
        return path.toString();
    }

    private static BytesRef append(BytesRef prefix, byte[] value) {
        byte[] term = new byte[prefix.length + value.length];
        System.arraycopy(prefix.bytes, prefix.offset, term, 0, prefix.length);
        System.arraycopy(value, 0, term, prefix.length, value.length);
        return new BytesRef(term);
    }
}
