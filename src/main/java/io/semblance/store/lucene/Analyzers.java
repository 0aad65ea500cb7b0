package io.semblance.store.lucene;

import io.semblance.store.Language;

import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.CharArraySet;
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
import org.apache.lucene.analysis.sr.SerbianAnalyzer;
import org.apache.lucene.analysis.standard.StandardAnalyzer;
import org.apache.lucene.analysis.sv.SwedishAnalyzer;
import org.apache.lucene.analysis.ta.TamilAnalyzer;
import org.apache.lucene.analysis.tr.TurkishAnalyzer;

/** How each language's text becomes words. */
final class Analyzers {

    private Analyzers() {}

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
            case ENGLISH -> new EnglishAnalyzer();
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
