package io.semblance.load;

import io.semblance.embedding.PeerModel;
import io.semblance.tokenization.Tokenizer;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Long texts, short ones, and a mix of as many of each, also as files for contestants. */
final class Corpora {

    private final Path folder;
    private final List<Texts.Text> longTexts;
    private final List<Texts.Text> shortTexts;
    private final List<Texts.Text> mixed;

    /** Reads the corpora that the arguments {@code long} and {@code short} name. */
    Corpora(Arguments arguments, PeerModel model, Path folder) throws IOException {
        this.folder = folder;
        try (Tokenizer tokenizer = Tokenizer.load(model.tokenizer())) {
            longTexts = Texts.of(arguments.path("long"), tokenizer);
            shortTexts = Texts.of(arguments.path("short"), tokenizer);
        }
        mixed = Texts.mixed(longTexts, shortTexts);
        for (String name : PeerCase.TEXTS) {
            Texts.write(texts(name), file(name));
            System.out.printf(
                    "%s: %d texts, %.1f tokens each%n",
                    name, texts(name).size(), Texts.tokens(texts(name)));
        }
    }

    List<Texts.Text> texts(String name) {
        return switch (name) {
            case "long" -> longTexts;
            case "short" -> shortTexts;
            case "mixed" -> mixed;
            default -> throw new IllegalArgumentException("no texts are called " + name);
        };
    }

    Path file(String name) {
        return folder.resolve("texts-" + name + ".tsv");
    }
}
