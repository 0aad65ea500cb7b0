package io.semblance.store.analysis;

import io.semblance.store.Language;

import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.ar.ArabicNormalizationFilter;
import org.apache.lucene.analysis.ar.ArabicStemFilter;
import org.apache.lucene.analysis.de.GermanLightStemFilter;
import org.apache.lucene.analysis.de.GermanNormalizationFilter;
import org.apache.lucene.analysis.el.GreekLowerCaseFilter;
import org.apache.lucene.analysis.el.GreekStemFilter;
import org.apache.lucene.analysis.en.PorterStemFilter;
import org.apache.lucene.analysis.fr.FrenchLightStemFilter;
import org.apache.lucene.analysis.hi.HindiNormalizationFilter;
import org.apache.lucene.analysis.hi.HindiStemFilter;
import org.apache.lucene.analysis.id.IndonesianStemFilter;
import org.apache.lucene.analysis.in.IndicNormalizationFilter;
import org.apache.lucene.analysis.it.ItalianLightStemFilter;
import org.apache.lucene.analysis.pt.PortugueseLightStemFilter;
import org.apache.lucene.analysis.ro.RomanianNormalizationFilter;
import org.apache.lucene.analysis.snowball.SnowballFilter;
import org.apache.lucene.analysis.sr.SerbianNormalizationFilter;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.tartarus.snowball.SnowballStemmer;
import org.tartarus.snowball.ext.ArmenianStemmer;
import org.tartarus.snowball.ext.BasqueStemmer;
import org.tartarus.snowball.ext.CatalanStemmer;
import org.tartarus.snowball.ext.DanishStemmer;
import org.tartarus.snowball.ext.DutchStemmer;
import org.tartarus.snowball.ext.FinnishStemmer;
import org.tartarus.snowball.ext.HungarianStemmer;
import org.tartarus.snowball.ext.IrishStemmer;
import org.tartarus.snowball.ext.LithuanianStemmer;
import org.tartarus.snowball.ext.NepaliStemmer;
import org.tartarus.snowball.ext.NorwegianStemmer;
import org.tartarus.snowball.ext.RomanianStemmer;
import org.tartarus.snowball.ext.RussianStemmer;
import org.tartarus.snowball.ext.SerbianStemmer;
import org.tartarus.snowball.ext.SpanishStemmer;
import org.tartarus.snowball.ext.SwedishStemmer;
import org.tartarus.snowball.ext.TamilStemmer;
import org.tartarus.snowball.ext.TurkishStemmer;

import java.io.IOException;
import java.io.UncheckedIOException;

/** Reduces words to their stems by Lucene's rules for a language. Not thread-safe. */
final class Stemmer {

    private final SingleWord source = new SingleWord();
    private final CharTermAttribute term = source.addAttribute(CharTermAttribute.class);
    private final TokenStream stems;

    Stemmer(Language language) {
        this.stems = stems(language, source);
    }

    /** The stem; the word itself if nothing would be left. */
    String stem(String word) {
        try {
            source.word = word;
            boolean _ = stems.incrementToken();
            return term.isEmpty() ? word : term.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static TokenStream stems(Language language, TokenStream words) {
        return switch (language) {
            case SIMPLE -> words;
            case ARABIC -> new ArabicStemFilter(new ArabicNormalizationFilter(words));
            case ARMENIAN -> snowball(words, new ArmenianStemmer());
            case BASQUE -> snowball(words, new BasqueStemmer());
            case CATALAN -> snowball(words, new CatalanStemmer());
            case DANISH -> snowball(words, new DanishStemmer());
            case DUTCH -> snowball(words, new DutchStemmer());
            case ENGLISH -> new PorterStemFilter(words);
            case FINNISH -> snowball(words, new FinnishStemmer());
            case FRENCH -> new FrenchLightStemFilter(words);
            case GERMAN -> new GermanLightStemFilter(new GermanNormalizationFilter(words));
            case GREEK -> new GreekStemFilter(new GreekLowerCaseFilter(words));
            case HINDI ->
                    new HindiStemFilter(
                            new HindiNormalizationFilter(new IndicNormalizationFilter(words)));
            case HUNGARIAN -> snowball(words, new HungarianStemmer());
            case INDONESIAN -> new IndonesianStemFilter(words);
            case IRISH -> snowball(words, new IrishStemmer());
            case ITALIAN -> new ItalianLightStemFilter(words);
            case LITHUANIAN -> snowball(words, new LithuanianStemmer());
            case NEPALI -> snowball(new IndicNormalizationFilter(words), new NepaliStemmer());
            case NORWEGIAN -> snowball(words, new NorwegianStemmer());
            case PORTUGUESE -> new PortugueseLightStemFilter(words);
            case ROMANIAN ->
                    snowball(new RomanianNormalizationFilter(words), new RomanianStemmer());
            case RUSSIAN -> snowball(words, new RussianStemmer());
            case SERBIAN -> new SerbianNormalizationFilter(snowball(words, new SerbianStemmer()));
            // The light stemmer leaves words of four letters alone: niño, niños.
            case SPANISH -> snowball(words, new SpanishStemmer());
            case SWEDISH -> snowball(words, new SwedishStemmer());
            case TAMIL -> snowball(new IndicNormalizationFilter(words), new TamilStemmer());
            case TURKISH -> snowball(words, new TurkishStemmer());
        };
    }

    private static TokenStream snowball(TokenStream words, SnowballStemmer stemmer) {
        return new SnowballFilter(words, stemmer);
    }

    /** A stream that never ends, whose next token is the word that was set. */
    private static final class SingleWord extends TokenStream {

        private final CharTermAttribute term = addAttribute(CharTermAttribute.class);
        private String word = "";

        @Override
        public boolean incrementToken() {
            clearAttributes();
            term.append(word);
            return true;
        }
    }
}
