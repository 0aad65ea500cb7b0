package io.semblance.load;

import io.semblance.embedding.engine.PeerModel;
import io.semblance.tokenization.Tokenizer;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Long texts, short texts, a mix of equal numbers of both, and texts of one length, also as files
 * for contestants.
 */
final class Corpora {

    private final PeerModel model;
    private final Path folder;
    private final Map<String, List<Texts.Text>> byName = new HashMap<>();

    /** Reads the corpora that the arguments {@code long} and {@code short} name. */
    Corpora(Arguments arguments, PeerModel model, Path folder) throws IOException {
        this.model = model;
        this.folder = folder;
        try (Tokenizer tokenizer = Tokenizer.load(model.tokenizer())) {
            add("long", Texts.of(arguments.path("long"), tokenizer));
            add("short", Texts.of(arguments.path("short"), tokenizer));
        }
        add("mixed", Texts.mixed(texts("long"), texts("short")));
    }

    private List<Texts.Text> add(String name, List<Texts.Text> texts) throws IOException {
        byName.put(name, texts);
        Texts.write(texts, path(name));
        System.out.printf(
                "%s: %d texts, %.1f tokens each%n", name, texts.size(), Texts.tokens(texts));
        return texts;
    }

    /** The texts with a name: {@code long}, {@code short}, {@code mixed}, or a number of tokens. */
    List<Texts.Text> texts(String name) throws IOException {
        List<Texts.Text> texts = byName.get(name);
        if (texts != null) {
            return texts;
        }
        if (!name.matches("[0-9]+")) {
            throw new IllegalArgumentException("no texts are called " + name);
        }
        List<Texts.Text> all = new ArrayList<>(texts("short"));
        all.addAll(texts("long"));
        try (Tokenizer tokenizer = Tokenizer.load(model.tokenizer())) {
            return add(name, Texts.ofLength(Integer.parseInt(name), all, tokenizer));
        }
    }

    /** The file with the texts of a name. */
    Path file(String name) throws IOException {
        texts(name);
        return path(name);
    }

    private Path path(String name) {
        return folder.resolve("texts-" + name + ".tsv");
    }
}
