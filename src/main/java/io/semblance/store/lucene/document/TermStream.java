package io.semblance.store.lucene.document;

import io.semblance.store.analysis.IndexTerm;

import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.analysis.tokenattributes.PositionIncrementAttribute;
import org.apache.lucene.analysis.tokenattributes.TermFrequencyAttribute;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.FieldType;
import org.apache.lucene.index.IndexOptions;

import java.util.Iterator;

/** A token stream of the terms of a chunk that counts the terms that add to its length. */
final class TermStream extends TokenStream {

    private static final FieldType TERMS = type(false);
    private static final FieldType LENGTH = type(true);

    private final CharTermAttribute text = addAttribute(CharTermAttribute.class);
    private final PositionIncrementAttribute increment =
            addAttribute(PositionIncrementAttribute.class);
    private final Iterator<IndexTerm> terms;
    private int length;

    TermStream(Iterator<IndexTerm> terms) {
        this.terms = terms;
    }

    private static FieldType type(boolean omitNorms) {
        FieldType type = new FieldType();
        type.setIndexOptions(IndexOptions.DOCS_AND_FREQS);
        type.setOmitNorms(omitNorms);
        type.freeze();
        return type;
    }

    /** The field with the terms. */
    Field field() {
        return new Field(Fields.TERMS, this, TERMS);
    }

    /** The field with the length; it must be added to the Lucene document after the terms. */
    Field lengthField() {
        return new Field(Fields.LENGTH, new LengthStream(), LENGTH);
    }

    /**
     * A term that is not counted has position increment 0: Lucene's norm does not count it either.
     */
    @Override
    public boolean incrementToken() {
        if (!terms.hasNext()) {
            return false;
        }
        IndexTerm term = terms.next();
        clearAttributes();
        text.append(term.text());
        boolean counted = term.counted() || length == 0;
        increment.setPositionIncrement(counted ? 1 : 0);
        length += counted ? 1 : 0;
        return true;
    }

    /** One term whose frequency is the length of the chunk; empty if the chunk has no terms. */
    private final class LengthStream extends TokenStream {

        private final CharTermAttribute text = addAttribute(CharTermAttribute.class);
        private final TermFrequencyAttribute frequency = addAttribute(TermFrequencyAttribute.class);
        private boolean ended;

        @Override
        public boolean incrementToken() {
            if (ended || length == 0) {
                return false;
            }
            ended = true;
            clearAttributes();
            text.append('n');
            frequency.setTermFrequency(length);
            return true;
        }
    }
}
