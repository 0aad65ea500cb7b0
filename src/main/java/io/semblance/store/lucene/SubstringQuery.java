package io.semblance.store.lucene;

import org.apache.lucene.index.FilteredTermsEnum;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.search.MultiTermQuery;
import org.apache.lucene.search.QueryVisitor;
import org.apache.lucene.util.AttributeSource;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.StringHelper;

import java.io.IOException;
import java.util.Arrays;

/**
 * Matches documents with a term that begins with a prefix and contains a substring after it. Looks
 * at every term of the prefix. UTF-8 synchronises itself: what matches as bytes matches as text.
 */
final class SubstringQuery extends MultiTermQuery {

    private final BytesRef prefix;
    private final BytesRef substring;

    SubstringQuery(String field, BytesRef prefix, String substring) {
        super(field, CONSTANT_SCORE_REWRITE);
        this.prefix = prefix;
        this.substring = new BytesRef(substring);
    }

    @Override
    protected TermsEnum getTermsEnum(Terms terms, AttributeSource attributes) throws IOException {
        FilteredTermsEnum matching =
                new FilteredTermsEnum(terms.iterator()) {
                    {
                        setInitialSeekTerm(prefix);
                    }

                    @Override
                    protected AcceptStatus accept(BytesRef term) {
                        if (!StringHelper.startsWith(term, prefix)) {
                            return AcceptStatus.END;
                        }
                        return containsSubstring(term) ? AcceptStatus.YES : AcceptStatus.NO;
                    }
                };
        return matching;
    }

    private boolean containsSubstring(BytesRef term) {
        int end = term.offset + term.length - substring.length;
        for (int i = term.offset + prefix.length; i <= end; i++) {
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
    public void visit(QueryVisitor visitor) {
        if (visitor.acceptField(field)) {
            visitor.visitLeaf(this);
        }
    }

    @Override
    public String toString(String field) {
        return "SubstringQuery[%s, %s]".formatted(prefix, substring);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SubstringQuery that
                && super.equals(other)
                && prefix.equals(that.prefix)
                && substring.equals(that.substring);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * super.hashCode() + prefix.hashCode()) + substring.hashCode();
    }
}
