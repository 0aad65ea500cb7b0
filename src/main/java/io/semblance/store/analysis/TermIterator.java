package io.semblance.store.analysis;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.NoSuchElementException;
import java.util.Queue;
import java.util.Set;

/** The terms of a text for the index, created token by token. Not thread-safe. */
final class TermIterator implements Iterator<IndexTerm> {

    private final TokenReader tokens;
    private final WordForms forms;
    private final Queue<IndexTerm> ready = new ArrayDeque<>();

    TermIterator(String text, WordForms forms) {
        this.tokens = new TokenReader(text);
        this.forms = forms;
    }

    @Override
    public boolean hasNext() {
        while (ready.isEmpty()) {
            Token token = tokens.token();
            if (token == null) {
                return false;
            }
            switch (token) {
                case Token.Word word -> addWord(word.text());
                case Token.Compound compound -> {
                    compound.parts().forEach(this::addWord);
                    if (!compound.whole().isEmpty()) {
                        add(forms.toIndex(compound.whole()), false);
                    }
                }
                case Token.Run run -> addRun(run);
            }
        }
        return true;
    }

    @Override
    public IndexTerm next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return ready.remove();
    }

    private void addWord(String word) {
        Set<String> whole = forms.toIndex(WordParts.canonical(word));
        add(whole, true);
        for (String part : WordParts.toIndex(word)) {
            Set<String> terms = new LinkedHashSet<>(forms.toIndex(part));
            terms.removeAll(whole);
            add(terms, false);
        }
    }

    private void addRun(Token.Run run) {
        for (int i = 0; i < run.letters().size(); i++) {
            ready.add(new IndexTerm(run.letters().get(i), true));
            for (int length = 2;
                    length <= Math.min(run.gram(), run.letters().size() - i);
                    length++) {
                ready.add(new IndexTerm(NGrams.gram(run, i, length), false));
            }
        }
    }

    private void add(Set<String> terms, boolean counted) {
        boolean first = counted;
        for (String term : terms) {
            ready.add(new IndexTerm(term, first));
            first = false;
        }
    }
}
