package io.semblance.store.analysis;

import io.semblance.store.Language;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Converts the texts of a collection to terms, for the index and for queries. Thread-safe.
 *
 * <p>A change to the terms of a text requires a new {@link #VERSION}; existing indexes are then
 * rebuilt.
 */
public final class TextAnalysis {

    /** The version of the analysis. Version 1 was Lucene's and PostgreSQL's own analysis. */
    public static final int VERSION = 2;

    /** The most words of a query; further words are ignored. */
    public static final int MAX_QUERY_WORDS = 1_024;

    /** The weight of a part of a word; the word itself has 1. */
    private static final float PART_OF_WORD = 0.3f;

    private final Language language;

    private TextAnalysis(Language language) {
        this.language = language;
    }

    /** The analysis for collections in a language. */
    public static TextAnalysis of(Language language) {
        return new TextAnalysis(language);
    }

    /** The terms of a text, in order; memory does not depend on the length of the text. */
    public Iterator<IndexTerm> terms(String text) {
        return new TermIterator(text, new WordForms(language));
    }

    /**
     * The words of a query, at most {@value #MAX_QUERY_WORDS}; a repeated word is returned once.
     */
    public List<QueryWord> query(String text) {
        WordForms forms = new WordForms(language);
        Map<String, QueryWord> words = new LinkedHashMap<>();
        TokenReader tokens = new TokenReader(text);
        for (Token token = tokens.token();
                token != null && words.size() < MAX_QUERY_WORDS;
                token = tokens.token()) {
            switch (token) {
                case Token.Word word -> addWord(words, forms, word.text());
                case Token.Compound compound -> {
                    compound.parts().forEach(part -> addWord(words, forms, part));
                    if (!compound.whole().isEmpty()) {
                        add(words, forms.toSearch(compound.whole()), 1);
                    }
                }
                case Token.Run run -> NGrams.toSearch(run).forEach(gram -> addGram(words, gram));
            }
        }
        return words.values().stream().limit(MAX_QUERY_WORDS).toList();
    }

    private static void addWord(Map<String, QueryWord> words, WordForms forms, String word) {
        add(words, forms.toSearch(WordParts.canonical(word)), 1);
        for (String part : WordParts.toSearch(word)) {
            add(words, forms.toSearch(part), PART_OF_WORD);
        }
    }

    private static void addGram(Map<String, QueryWord> words, String gram) {
        add(words, List.of(new QueryTerm(gram, 1)), 1);
    }

    /** Adds a word; a repeated word keeps the higher of its weights. */
    private static void add(Map<String, QueryWord> words, List<QueryTerm> terms, float weight) {
        words.merge(
                terms.getFirst().text(),
                new QueryWord(terms, weight),
                (first, second) -> first.weight() < second.weight() ? second : first);
    }
}
