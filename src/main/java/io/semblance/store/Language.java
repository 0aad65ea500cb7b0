package io.semblance.store;

import java.util.Locale;

/**
 * A natural language whose rules split and stem text for lexical search. The names are those of
 * PostgreSQL's text-search configurations; {@link #SIMPLE} only splits text into words and folds
 * case.
 */
public enum Language {
    SIMPLE(""),
    ARABIC("ar"),
    ARMENIAN("hy"),
    BASQUE("eu"),
    CATALAN("ca"),
    DANISH("da"),
    DUTCH("nl"),
    ENGLISH("en"),
    FINNISH("fi"),
    FRENCH("fr"),
    GERMAN("de"),
    GREEK("el"),
    HINDI("hi"),
    HUNGARIAN("hu"),
    INDONESIAN("id"),
    IRISH("ga"),
    ITALIAN("it"),
    LITHUANIAN("lt"),
    NEPALI("ne"),
    NORWEGIAN("no"),
    PORTUGUESE("pt"),
    ROMANIAN("ro"),
    RUSSIAN("ru"),
    SERBIAN("sr"),
    SPANISH("es"),
    SWEDISH("sv"),
    TAMIL("ta"),
    TURKISH("tr");

    private final String tag;

    Language(String tag) {
        this.tag = tag;
    }

    /** The name in configuration and requests, for example {@code english}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The locale whose rules find the ends of sentences; the root locale for {@link #SIMPLE}. */
    public Locale locale() {
        return Locale.forLanguageTag(tag);
    }
}
