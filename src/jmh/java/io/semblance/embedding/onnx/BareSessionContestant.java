package io.semblance.embedding.onnx;

import io.semblance.peer.Contestant;
import io.semblance.peer.Embedder;
import io.semblance.tokenization.Encoding;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/**
 * One ONNX Runtime session as a contestant: it runs one text at a time with one thread for each CPU
 * core and ONNX Runtime's default spinning. It tokenises the texts before the measurement, so a
 * call has the time of a run and of copying the vector.
 *
 * <p>Arguments: the graph, the tokenizer and the data directory.
 */
final class BareSessionContestant implements Embedder {

    private final Map<String, Encoding> encodings = new ConcurrentHashMap<>();
    private final BareLoop session;

    private BareSessionContestant(BareLoop session) {
        this.session = session;
    }

    /** Runs the contestant. */
    public static void main(String[] arguments) throws Exception {
        NativeLibraries.unpackInto(Path.of(arguments[2]).resolve("native"), false);
        try (var session =
                new BareLoop(
                        Path.of(arguments[0]),
                        Path.of(arguments[1]),
                        1,
                        Runtime.getRuntime().availableProcessors())) {
            Contestant.serve(new BareSessionContestant(session));
        }
    }

    @Override
    public void prepare(List<String> texts) {
        for (String text : texts) {
            encodings.computeIfAbsent(text, session::encode);
        }
    }

    @Override
    public List<float[]> embed(List<String> texts) throws Exception {
        if (texts.size() != 1) {
            throw new IllegalArgumentException(
                    "a bare session runs one text at a time, got: " + texts.size());
        }
        return List.of(session.embed(Objects.requireNonNull(encodings.get(texts.get(0)))));
    }
}
