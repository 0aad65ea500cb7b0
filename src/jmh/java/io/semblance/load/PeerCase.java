package io.semblance.load;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One comparison.
 *
 * @param texts {@code long}, {@code short} or {@code mixed}
 * @param precision {@code fp32} or {@code int8}
 * @param callers who call at once
 * @param list texts of a call
 */
record PeerCase(String texts, String precision, int callers, int list) {

    private static final Pattern CASE =
            Pattern.compile("(long|short|mixed|all)/(fp32|int8|all)/([0-9]+x[0-9]+|all)");
    private static final Pattern LOAD = Pattern.compile("([0-9]+)x([0-9]+)");
    static final List<String> TEXTS = List.of("long", "short", "mixed");
    static final List<String> PRECISIONS = List.of("fp32", "int8");
    private static final List<String> LOADS =
            List.of("1x1", "1x32", "1x512", "8x1", "8x32", "8x512", "64x1", "64x32", "64x512");

    /** Reads {@code texts/precision/CALLERSxLIST}; {@code all} in place of a part is all of it. */
    static List<PeerCase> parse(List<String> cases) {
        Set<PeerCase> parsed = new LinkedHashSet<>();
        for (String one : cases) {
            Matcher parts = matched(CASE, one);
            for (String texts : any(parts.group(1), TEXTS)) {
                for (String precision : any(parts.group(2), PRECISIONS)) {
                    for (String load : any(parts.group(3), LOADS)) {
                        Matcher numbers = matched(LOAD, load);
                        parsed.add(
                                new PeerCase(
                                        texts,
                                        precision,
                                        Integer.parseInt(numbers.group(1)),
                                        Integer.parseInt(numbers.group(2))));
                    }
                }
            }
        }
        return new ArrayList<>(parsed);
    }

    private static Matcher matched(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "'%s' is not like long/fp32/1x32 or all/int8/all".formatted(text));
        }
        return matcher;
    }

    private static List<String> any(String part, List<String> all) {
        return part.equals("all") ? all : List.of(part);
    }

    /** The bare loop has nobody to serve: a thread a processor is the most that it can use. */
    int callersOf(String contestant) {
        return switch (contestant) {
            case "bare", "as-quantised" -> Runtime.getRuntime().availableProcessors();
            default -> callers;
        };
    }

    /** Whether a contestant has a part in it: without batches is a question of single texts. */
    boolean concerns(String contestant) {
        return list == 1 || !contestant.equals("unbatched");
    }

    /** What the engine is to be over a contestant; empty if that is not said. */
    String target(String contestant) {
        boolean longTexts = texts.equals("long");
        boolean fp32 = precision.equals("fp32");
        double target =
                switch (contestant) {
                    case "bare" -> longTexts && list > 1 ? 0.95 : 0;
                    case "langchain4j" ->
                            longTexts && fp32 ? 2 : texts.equals("short") && !fp32 ? 3 : 0;
                    case "spring-ai" -> longTexts && fp32 ? 2.7 : 0;
                    case "unbatched" ->
                            texts.equals("short") && callers == 64 && list == 1
                                    ? fp32 ? 1.8 : 2.7
                                    : 0;
                    default -> 0;
                };
        return target == 0 ? "" : ", target %.2f".formatted(target);
    }

    @Override
    public String toString() {
        return "%s/%s/%dx%d".formatted(texts, precision, callers, list);
    }
}
