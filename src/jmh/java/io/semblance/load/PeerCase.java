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
 * @param texts {@code long}, {@code short}, {@code mixed}, or the number of tokens that each text
 *     has
 * @param precision {@code fp32} or {@code int8}
 * @param callers number of concurrent callers
 * @param list number of texts in a call
 */
record PeerCase(String texts, String precision, int callers, int list) {

    private static final Pattern CASE =
            Pattern.compile("(long|short|mixed|all|[0-9]+)/(fp32|int8|all)/([0-9]+x[0-9]+|all)");
    private static final Pattern LOAD = Pattern.compile("([0-9]+)x([0-9]+)");
    static final List<String> TEXTS = List.of("long", "short", "mixed");
    static final List<String> PRECISIONS = List.of("fp32", "int8");
    private static final List<String> LOADS =
            List.of("1x1", "1x32", "1x512", "8x1", "8x32", "8x512", "64x1", "64x32", "64x512");

    /**
     * Reads {@code texts/precision/CALLERSxLIST}; {@code all} in place of a part means all its
     * values.
     */
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
                    "'%s' is not like long/fp32/1x32, all/int8/all or 15/fp32/1x1".formatted(text));
        }
        return matcher;
    }

    private static List<String> any(String part, List<String> all) {
        return part.equals("all") ? all : List.of(part);
    }

    /**
     * The number of callers of a contestant. The bare loop has no other clients, and cannot use
     * more than one thread per CPU core.
     */
    int callersOf(String contestant) {
        return switch (contestant) {
            case "bare", "as-quantised" -> Runtime.getRuntime().availableProcessors();
            default -> callers;
        };
    }

    /**
     * Whether a contestant takes part in this comparison: the engine without batches is only
     * compared for single texts, and the bare session only for a lone request.
     */
    boolean concerns(String contestant) {
        return switch (contestant) {
            case "unbatched" -> list == 1;
            case "session" -> lone();
            default -> true;
        };
    }

    /** Whether there is one caller with one text at a time. */
    boolean lone() {
        return callers == 1 && list == 1;
    }

    /** Whether there are several callers with one text each, whose slowest calls are compared. */
    boolean singles() {
        return callers > 1 && list == 1;
    }

    /** The target for the ratio of the engine to a contestant; empty if there is none. */
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
