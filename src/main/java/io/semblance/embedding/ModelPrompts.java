package io.semblance.embedding;

import io.semblance.embedding.EmbedRequest.Prompt;

import org.jspecify.annotations.Nullable;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The prompts of a model, which are put before a text, by name. The prompt for documents is the
 * first of {@code document}, {@code passage} and {@code corpus} that the model defines
 * (sentence-transformers uses an empty one if {@code document} itself is not defined). The prompts
 * for queries and documents are empty if the model does not define them.
 *
 * @param texts the texts by name, in the model's order; a text may be empty
 * @param defaultName the prompt that is used when a request does not name one; null for no prompt
 */
public record ModelPrompts(Map<String, String> texts, @Nullable String defaultName) {

    /** The prompts of a model that does not define any. */
    public static final ModelPrompts NONE = new ModelPrompts(Map.of(), null);

    private static final String QUERY = "query";
    private static final List<String> DOCUMENT = List.of("document", "passage", "corpus");

    /** Copies the texts. */
    public ModelPrompts {
        texts = Collections.unmodifiableMap(new LinkedHashMap<>(texts));
        if (defaultName != null && !names(texts).contains(defaultName)) {
            throw new IllegalArgumentException(
                    "the default prompt '%s' is not one of the prompts %s"
                            .formatted(defaultName, names(texts)));
        }
    }

    /** Creates prompts for queries and documents. */
    public static ModelPrompts of(String query, String document) {
        Map<String, String> texts = new LinkedHashMap<>();
        texts.put(QUERY, query);
        texts.put(DOCUMENT.getFirst(), document);
        return new ModelPrompts(texts, null);
    }

    /**
     * Returns these prompts with the others added or replaced, and with another default unless it
     * is null.
     */
    public ModelPrompts with(Map<String, String> others, @Nullable String otherDefault) {
        Map<String, String> all = new LinkedHashMap<>(texts);
        all.putAll(others);
        String name = otherDefault != null ? otherDefault : defaultName;
        return new ModelPrompts(all, name == null || name.isEmpty() ? null : name);
    }

    /**
     * Returns the names that a request can use: those of the model, {@code query} and {@code
     * document}.
     */
    public Set<String> names() {
        return names(texts);
    }

    private static Set<String> names(Map<String, String> texts) {
        Set<String> names = new LinkedHashSet<>(texts.keySet());
        names.add(QUERY);
        names.add(DOCUMENT.getFirst());
        return names;
    }

    /** Returns the text that is put before a query; may be empty. */
    public String query() {
        return texts.getOrDefault(QUERY, "");
    }

    /** Returns the text that is put before a document; may be empty. */
    public String document() {
        return DOCUMENT.stream().filter(texts::containsKey).findFirst().map(texts::get).orElse("");
    }

    /**
     * Returns the text of a prompt; may be empty.
     *
     * @throws UnknownPromptException if the model has no prompt of this name
     */
    public String text(Prompt prompt) {
        String name = prompt.name() != null ? prompt.name() : defaultName;
        if (name == null) {
            return "";
        }
        String text = texts.get(name);
        if (text != null) {
            return text;
        }
        if (name.equals(QUERY)) {
            return query();
        }
        if (name.equals(DOCUMENT.getFirst())) {
            return document();
        }
        throw new UnknownPromptException(name, names());
    }
}
