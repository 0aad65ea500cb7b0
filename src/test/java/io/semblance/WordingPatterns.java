package io.semblance;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Words and constructions that the project avoids because they are archaic, ambiguous or not the
 * terms of the field, each with what to write instead.
 */
final class WordingPatterns {

    private static final List<Wording> ALL =
            List.of(
                    wording("(?<!post-)\\bprocessors?\\b", "CPU, CPU core"),
                    wording("\\b(?:told|tells?|telling)\\b", "given, reports, contains"),
                    wording("\\bmade\\b", "created, built, computed"),
                    wording("\\bmend(?:s|ed|ing)?\\b", "fix"),
                    wording("\\bamid\\b", "during"),
                    wording("\\bbeside\\b", "next to, compared with, outside"),
                    wording(
                            "(?<!there\\s)\\b(?:is|are|was|were|be) no"
                                    + " (?!longer|more|fewer|less)\\w+",
                            "is not a"),
                    wording("(?<!there\\s)\\b(?:is|are|was|were|be) none\\b", "there is none"),
                    wording(
                            "\\bwho (?:sends?|begins?|comes?|asks?|calls?|reads?|"
                                    + "waits?|needs?|runs?|has|have|does|do)\\b",
                            "a client that"),
                    wording("\\bwho(?:m|se)?ever\\b", "anyone who"),
                    wording("\\bwhat(?:so)?ever\\b", "any, independent of"),
                    wording("\\bwants\\b|\\bwanted\\b", "requires"),
                    wording("\\bbrings?\\b|\\bbrought\\b", "includes, adds, sends"),
                    wording(
                            "\\bwhat is (?:not|missing|beyond|gone|waiting|left|there)\\b",
                            "name the thing"),
                    wording("\\bso (?:many|much)\\b(?! that)", "the number"),
                    wording("\\bas (?:long|much|many) again\\b", "1.5 times, twice"),
                    wording("\\b(?:is|are) spoken\\b", "is supported"),
                    wording("\\bbegun\\b", "started"),
                    wording("\\bthe house\\b", "architecture"),
                    wording("\\barrows?\\b", "dependencies"),
                    wording("\\banew\\b", "again"),
                    wording("\\bin vain\\b", "unnecessarily"),
                    wording("\\b(?:there|where|here)(?:of|in|with|by|upon|to)\\b", "use a clause"),
                    wording("\\b(?:has|have|had|is|are) gone\\b", "is missing, has disconnected"),
                    wording(
                            "\\b(?:nobody|everybody|somebody|anybody)\\b",
                            "no client, all clients"),
                    wording("\\bgoes? (?:past|by)\\b", "overtakes, depends on"),
                    wording("\\b(?:is|are|was) to be\\b", "must be"),
                    wording("\\bof (?:before|ours)\\b", "previous, our"),
                    wording("\\bof no use\\b", "useless"),
                    wording(
                            "\\b(?:those|all|any|ones) that there (?:is|are|was|were)\\b",
                            "existing"),
                    wording(
                            "\\b(?:is|are|was|were) (?:not )?there\\b(?! (?:is|are|for))",
                            "exists"),
                    wording("\\bcatalogues?\\b", "built-in models"),
                    wording("\\bfor want of\\b", "without"),
                    wording("\\b(?:shuts?|shut) (?:\\w+ )?out\\b", "blocks"),
                    wording("\\bbeneath\\b", "below"),
                    wording("\\blest\\b", "so that not"),
                    wording(
                            "\\b(?:vectors?|times?|statements?|packages?|trips?|"
                                    + "bytes|connections?|(?:micro|milli)?seconds|characters|"
                                    + "runs?|threads?|texts?|tokens|chunks?|entry|"
                                    + "entries) an? (?:input|search|document|token|text|run|"
                                    + "lane|request|dimension|feature|query|chunk|batch|row|"
                                    + "entry|call|collection|pair)\\b",
                            "per"),
                    wording("\\bknows? (?:no|nothing|of|neither)\\b", "does not use, is unknown"),
                    wording("\\b(?:take|takes|taken) for\\b", "treated as"),
                    wording(
                            "\\b(?:The|the) same(?=\\.(?:\\s|$)|, (?:but|for|with|as))",
                            "name the thing"));

    private WordingPatterns() {}

    /**
     * An avoided wording.
     *
     * @param pattern matches it in prose; a space matches any white space
     * @param instead what to write
     */
    private record Wording(Pattern pattern, String instead) {}

    /**
     * An occurrence.
     *
     * @param line from 1
     */
    record Occurrence(int line, String text, String instead) {

        @Override
        public String toString() {
            return "%d: \"%s\", better: %s".formatted(line, text, instead);
        }
    }

    /** All occurrences in a text, in which everything but prose is blank. */
    static Stream<Occurrence> in(String prose) {
        return ALL.stream()
                .flatMap(wording ->
                        wording.pattern
                                .matcher(prose)
                                .results()
                                .map(match -> occurrence(prose, match, wording)));
    }

    private static Occurrence occurrence(String prose, MatchResult match, Wording wording) {
        long lines = prose.substring(0, match.start()).lines().count();
        boolean startsLine = match.start() == 0 || prose.charAt(match.start() - 1) == '\n';
        return new Occurrence(
                Math.toIntExact(startsLine ? lines + 1 : lines),
                match.group().replaceAll("\\s+", " "),
                wording.instead);
    }

    private static Wording wording(String pattern, String instead) {
        return new Wording(
                Pattern.compile(
                        pattern.replace(" ", "\\s+"), Pattern.CASE_INSENSITIVE | Pattern.MULTILINE),
                instead);
    }
}
