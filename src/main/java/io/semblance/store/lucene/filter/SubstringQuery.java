package io.semblance.store.lucene.filter;

import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/**
 * Matches documents with a term that starts with a prefix and contains a substring after it. UTF-8
 * is self-synchronizing: a match of bytes is a match of characters.
 */
final class SubstringQuery extends TermScanQuery {

    private final BytesRef substring;

    SubstringQuery(String field, BytesRef prefix, String substring) {
        super(field, prefix);
        this.substring = new BytesRef(substring);
    }

    @Override
    BytesRef firstTerm() {
        return prefix();
    }

    @Override
    Match match(BytesRef term) {
        return containsSubstring(term) ? Match.YES : Match.NO;
    }

    private boolean containsSubstring(BytesRef term) {
        int end = term.offset + term.length - substring.length;
        for (int i = term.offset + prefix().length; i <= end; i++) {
            if (Arrays.equals(
                    term.bytes,
                    i,
                    i + substring.length,
                    substring.bytes,
                    substring.offset,
                    substring.offset + substring.length)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public String toString(String field) {
        return "SubstringQuery[%s, %s]".formatted(prefix(), substring);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SubstringQuery that
                && super.equals(other)
                && substring.equals(that.substring);
    }

    @Override
    public int hashCode() {
        return 31 * super.hashCode() + substring.hashCode();
    }
}
