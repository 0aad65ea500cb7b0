package io.semblance.load;

import io.semblance.embedding.engine.PeerModel;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The comparisons of a benchmark with peers, according to its arguments.
 *
 * @param byModel fp32 first
 * @param duration of a round of a case
 * @param rounds of each case
 */
record PeerCases(
        Map<PeerModel, List<PeerCase>> byModel, Corpora corpora, Duration duration, int rounds) {

    /** The folder of models, texts and logs. */
    static final Path FOLDER = Path.of("target/benchmark").toAbsolutePath();

    /**
     * Reads {@code cases}, {@code seconds}, {@code rounds=3}, {@code model=bge-small-en-v1.5} and
     * the corpora; unpacks the models.
     */
    static PeerCases read(Arguments arguments, String standardCases, int standardSeconds)
            throws IOException {
        PeerModel.unpackNatives(FOLDER);
        PeerModel fp32 = PeerModel.of(arguments.text("model", "bge-small-en-v1.5"), FOLDER);
        Corpora corpora = new Corpora(arguments, fp32, FOLDER);
        List<PeerCase> cases = PeerCase.parse(arguments.list("cases", standardCases));
        for (PeerCase one : cases) {
            corpora.texts(one.texts());
        }
        Map<PeerModel, List<PeerCase>> byModel = new LinkedHashMap<>();
        for (String precision : PeerCase.PRECISIONS) {
            List<PeerCase> some =
                    cases.stream().filter(c -> c.precision().equals(precision)).toList();
            if (!some.isEmpty()) {
                byModel.put(
                        precision.equals("fp32") ? fp32 : PeerModel.of(fp32.id() + "-q", FOLDER),
                        some);
            }
        }
        return new PeerCases(
                byModel,
                corpora,
                arguments.seconds("seconds", standardSeconds),
                arguments.number("rounds", 3));
    }
}
