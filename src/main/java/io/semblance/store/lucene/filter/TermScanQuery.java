package io.semblance.store.lucene.filter;

import org.apache.lucene.index.FilteredTermsEnum;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.search.MultiTermQuery;
import org.apache.lucene.search.QueryVisitor;
import org.apache.lucene.util.AttributeSource;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.StringHelper;
import org.jspecify.annotations.Nullable;

import java.io.IOException;

/**
 * Matches documents with a term that starts with a prefix and that passes the test of the subclass.
 * Reads the terms with the prefix one by one, in byte order, from the first that can match.
 */
abstract class TermScanQuery extends MultiTermQuery {

    /** Whether a term matches. */
    enum Match {
        YES,
        NO,
        /** Neither this term matches nor any later one. */
        NO_MORE
    }

    private final BytesRef prefix;

    TermScanQuery(String field, BytesRef prefix) {
        super(field, CONSTANT_SCORE_REWRITE);
        this.prefix = prefix;
    }

    final BytesRef prefix() {
        return prefix;
    }

    /** Where the scan starts: no term before this one can match. */
    abstract BytesRef firstTerm();

    /** Whether a term that starts with the prefix matches. */
    abstract Match match(BytesRef term);

    @Override
    protected final TermsEnum getTermsEnum(Terms terms, AttributeSource attributes)
            throws IOException {
        FilteredTermsEnum matching =
                new FilteredTermsEnum(terms.iterator()) {
                    {
                        setInitialSeekTerm(firstTerm());
                    }

                    @Override
                    protected AcceptStatus accept(BytesRef term) {
                        if (!StringHelper.startsWith(term, prefix)) {
                            return AcceptStatus.END;
                        }
                        return switch (match(term)) {
                            case YES -> AcceptStatus.YES;
                            case NO -> AcceptStatus.NO;
                            case NO_MORE -> AcceptStatus.END;
                        };
                    }
                };
        return matching;
    }

    @Override
    public final void visit(QueryVisitor visitor) {
        if (visitor.acceptField(field)) {
            visitor.visitLeaf(this);
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof TermScanQuery that
                && super.equals(other)
                && prefix.equals(that.prefix);
    }

    @Override
    public int hashCode() {
        return 31 * super.hashCode() + prefix.hashCode();
    }
}
