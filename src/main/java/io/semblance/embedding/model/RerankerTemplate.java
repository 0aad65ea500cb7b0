package io.semblance.embedding.model;

import io.semblance.embedding.ModelLoadException;

/**
 * The text that is put around the query and around each text before the tokenizer joins them to a
 * pair: a prompt, or the parts of a chat template. Any part may be empty.
 *
 * @param queryPrefix text before the query
 * @param querySuffix text after the query
 * @param documentPrefix text before a text
 * @param documentSuffix text after a text; it is kept if the text is truncated
 */
public record RerankerTemplate(
        String queryPrefix, String querySuffix, String documentPrefix, String documentSuffix) {

    /** The template that does not add anything. */
    static final RerankerTemplate NONE = new RerankerTemplate("", "", "", "");

    private static final String QUERY = "{query}";
    private static final String DOCUMENT = "{document}";

    /**
     * Returns the template with a prompt before the query, as in sentence-transformers' {@code
     * CrossEncoder}.
     */
    static RerankerTemplate prompt(String prompt) {
        return new RerankerTemplate(prompt, "", "", "");
    }

    /**
     * Parses configured templates.
     *
     * @param query contains {@code {query}} once
     * @param document contains {@code {document}} once
     * @throws ModelLoadException if a template does not contain its placeholder exactly once
     */
    static RerankerTemplate of(String query, String document) {
        String[] first = parts("query-template", query, QUERY);
        String[] second = parts("document-template", document, DOCUMENT);
        return new RerankerTemplate(first[0], first[1], second[0], second[1]);
    }

    private static String[] parts(String property, String template, String place) {
        int at = template.indexOf(place);
        if (at < 0 || template.indexOf(place, at + 1) >= 0) {
            throw new ModelLoadException(
                    "semblance.reranker.%s must contain %s exactly once, got: '%s'"
                            .formatted(property, place, template),
                    "Write %s where the text belongs.".formatted(place),
                    null);
        }
        return new String[] {template.substring(0, at), template.substring(at + place.length())};
    }

    /** Returns the query as the model reads it. */
    public String query(String query) {
        return queryPrefix + query + querySuffix;
    }

    /** Returns a text as the model reads it. */
    public String document(String text) {
        return documentPrefix + text + documentSuffix;
    }

    /** Returns the parts that belong to the reranker's version; empty if there are none. */
    public String[] version() {
        return equals(NONE)
                ? new String[0]
                : new String[] {queryPrefix, querySuffix, documentPrefix, documentSuffix};
    }
}
