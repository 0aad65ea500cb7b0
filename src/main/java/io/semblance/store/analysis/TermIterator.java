package io.semblance.store.analysis;

import io.semblance.store.analysis.WordForms.Forms;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Queue;

/** The terms of a text for the index, made token by token. Not thread-safe. */
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
                        add(forms.of(compound.whole()), false);
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
        Forms whole = forms.of(WordParts.canonical(word));
        add(whole, true);
        for (String part : WordParts.toIndex(word)) {
            Forms of = forms.of(part);
            if (!of.exact().equals(whole.exact())) {
                add(of, false);
            }
        }
    }

    private void addRun(Token.Run run) {
        for (int i = 0; i < run.letters().size(); i++) {
            ready.add(new IndexTerm(run.letters().get(i), true));
            for (int length = 2; length <= Math.min(run.gram(), run.letters().size() - i); length++) {
                ready.add(new IndexTerm(NGrams.gram(run, i, length), false));
            }
        }
    }

    private void add(Forms of, boolean counted) {
        ready.add(new IndexTerm(of.exact(), counted));
        if (of.plain() != null) {
            ready.add(new IndexTerm(Forms.folded(of.plain()), false));
        }
    }
}
