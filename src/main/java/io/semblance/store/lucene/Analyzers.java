package io.semblance.store.lucene;

import io.semblance.store.Language;

import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.CharArraySet;
import org.apache.lucene.analysis.WordlistLoader;
import org.apache.lucene.analysis.ar.ArabicAnalyzer;
import org.apache.lucene.analysis.ca.CatalanAnalyzer;
import org.apache.lucene.analysis.da.DanishAnalyzer;
import org.apache.lucene.analysis.de.GermanAnalyzer;
import org.apache.lucene.analysis.el.GreekAnalyzer;
import org.apache.lucene.analysis.en.EnglishAnalyzer;
import org.apache.lucene.analysis.es.SpanishAnalyzer;
import org.apache.lucene.analysis.eu.BasqueAnalyzer;
import org.apache.lucene.analysis.fi.FinnishAnalyzer;
import org.apache.lucene.analysis.fr.FrenchAnalyzer;
import org.apache.lucene.analysis.ga.IrishAnalyzer;
import org.apache.lucene.analysis.hi.HindiAnalyzer;
import org.apache.lucene.analysis.hu.HungarianAnalyzer;
import org.apache.lucene.analysis.hy.ArmenianAnalyzer;
import org.apache.lucene.analysis.id.IndonesianAnalyzer;
import org.apache.lucene.analysis.it.ItalianAnalyzer;
import org.apache.lucene.analysis.lt.LithuanianAnalyzer;
import org.apache.lucene.analysis.ne.NepaliAnalyzer;
import org.apache.lucene.analysis.nl.DutchAnalyzer;
import org.apache.lucene.analysis.no.NorwegianAnalyzer;
import org.apache.lucene.analysis.pt.PortugueseAnalyzer;
import org.apache.lucene.analysis.ro.RomanianAnalyzer;
import org.apache.lucene.analysis.ru.RussianAnalyzer;
import org.apache.lucene.analysis.snowball.SnowballFilter;
import org.apache.lucene.analysis.sr.SerbianAnalyzer;
import org.apache.lucene.analysis.standard.StandardAnalyzer;
import org.apache.lucene.analysis.sv.SwedishAnalyzer;
import org.apache.lucene.analysis.ta.TamilAnalyzer;
import org.apache.lucene.analysis.tr.TurkishAnalyzer;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;

/** How each language's text becomes words. */
final class Analyzers {

    /**
     * The Snowball project's 174, as every other language here has its own, and PostgreSQL has for
     * English: Lucene's default of 33 leaves "how", "what" and "my" to be searched for.
     */
    private static final CharArraySet ENGLISH_STOP_WORDS = englishStopWords();

    private Analyzers() {}

    private static CharArraySet englishStopWords() {
        try (InputStream words =
                Objects.requireNonNull(
                        SnowballFilter.class.getResourceAsStream("english_stop.txt"))) {
            return WordlistLoader.getSnowballWordSet(words);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A new analyzer with the language's stop words and stemmer. */
    static Analyzer of(Language language) {
        return switch (language) {
            case SIMPLE -> new StandardAnalyzer(CharArraySet.EMPTY_SET);
            case ARABIC -> new ArabicAnalyzer();
            case ARMENIAN -> new ArmenianAnalyzer();
            case BASQUE -> new BasqueAnalyzer();
            case CATALAN -> new CatalanAnalyzer();
            case DANISH -> new DanishAnalyzer();
            case DUTCH -> new DutchAnalyzer();
            case ENGLISH -> new EnglishAnalyzer(ENGLISH_STOP_WORDS);
            case FINNISH -> new FinnishAnalyzer();
            case FRENCH -> new FrenchAnalyzer();
            case GERMAN -> new GermanAnalyzer();
            case GREEK -> new GreekAnalyzer();
            case HINDI -> new HindiAnalyzer();
            case HUNGARIAN -> new HungarianAnalyzer();
            case INDONESIAN -> new IndonesianAnalyzer();
            case IRISH -> new IrishAnalyzer();
            case ITALIAN -> new ItalianAnalyzer();
            case LITHUANIAN -> new LithuanianAnalyzer();
            case NEPALI -> new NepaliAnalyzer();
            case NORWEGIAN -> new NorwegianAnalyzer();
            case PORTUGUESE -> new PortugueseAnalyzer();
            case ROMANIAN -> new RomanianAnalyzer();
            case RUSSIAN -> new RussianAnalyzer();
            case SERBIAN -> new SerbianAnalyzer();
            case SPANISH -> new SpanishAnalyzer();
            case SWEDISH -> new SwedishAnalyzer();
            case TAMIL -> new TamilAnalyzer();
            case TURKISH -> new TurkishAnalyzer();
        };
    }
}
