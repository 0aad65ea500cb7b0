package io.semblance.store.lucene.document;

import io.semblance.store.filter.Filter.Path;
import io.semblance.value.UnicodeText;

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
 * Metadata as terms of one field, so that every filter operator is a term, a range of terms or a
 * prefix. A term is the path, NUL, a letter for the type, and the value. Strings are in UTF-8,
 * whose byte order is that of code points; numbers are eight bytes that sort as the numbers do. An
 * array has a term for each of its elements.
 *
 * <p>Lucene limits a term to 32,766 bytes. So the term of a long string is its first 4,096
 * characters: filter operands have at most 1,024, and comparisons with them need no more. For
 * {@code CONTAINS}, overlapping parts of the whole string are stored too; every substring of up to
 * 1,024 characters is within one of them.
 */
public final class MetadataTerms {

    /** The type of the term that says that the path exists; it has no value. */
    public static final char EXISTS = '!';

    /** The type of the term that says that the value is null; it has no value. */
    public static final char NULL = '0';

    /** The type of a boolean that is not in an array. */
    public static final char BOOL = 'b';

    /** The type of a boolean in an array. */
    public static final char BOOL_ELEMENT = 'c';

    /** The type of a number that is not in an array. */
    public static final char NUMBER = 'm';

    /** The type of a number in an array. */
    public static final char NUMBER_ELEMENT = 'n';

    /** The type of a part of a long string. */
    public static final char SUBSTRING = 'p';

    /** The type of a string that is not in an array. */
    public static final char STRING = 's';

    /** The type of a string in an array. */
    public static final char STRING_ELEMENT = 't';

    private static final int MAX_STRING = 4_096;
    private static final int OVERLAP = 1_024;

    private final Set<BytesRef> terms = new LinkedHashSet<>();

    private MetadataTerms() {}

    /** The terms of a document's metadata. */
    public static Set<BytesRef> of(Map<String, @Nullable Object> metadata) {
        MetadataTerms collector = new MetadataTerms();
        collector.object(List.of(), metadata);
        return collector.terms;
    }

    /** The bytes that all terms of this path and type start with. */
    public static BytesRef prefix(Path path, char type) {
        return new BytesRef(encoded(path.keys()) + '\0' + type);
    }

    /** The term of a string after a prefix; of a long string, only its first characters. */
    public static BytesRef string(BytesRef prefix, String value) {
        return append(prefix, truncated(value).getBytes(StandardCharsets.UTF_8));
    }

    /** The term of a number of one of the two types of numbers. */
    public static BytesRef number(Path path, char type, double value) {
        byte[] sortable = new byte[Long.BYTES];
        // -0.0 + 0.0 is 0.0: the two are equal and must be one term.
        NumericUtils.longToSortableBytes(
                NumericUtils.doubleToSortableLong(value + 0.0), sortable, 0);
        return append(prefix(path, type), sortable);
    }

    /** The term of a boolean of one of the two types of booleans. */
    public static BytesRef bool(Path path, char type, boolean value) {
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
                            "metadata must have JSON values, got: " + value.getClass().getName());
        }
    }

    private void text(Path path, String text, boolean element) {
        terms.add(string(prefix(path, element ? STRING_ELEMENT : STRING), text));
        if (!element && text.length() > MAX_STRING) {
            for (int from = 0; from < text.length() - OVERLAP; from += MAX_STRING - OVERLAP) {
                int to = Math.min(text.length(), from + MAX_STRING);
                String part =
                        text.substring(
                                UnicodeText.boundary(text, from), UnicodeText.boundary(text, to));
                terms.add(append(prefix(path, SUBSTRING), part.getBytes(StandardCharsets.UTF_8)));
            }
        }
    }

    private static String truncated(String value) {
        return value.substring(
                0, UnicodeText.boundary(value, Math.min(value.length(), MAX_STRING)));
    }

    /** The keys in one string: different paths give different strings, and none contains NUL. */
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
