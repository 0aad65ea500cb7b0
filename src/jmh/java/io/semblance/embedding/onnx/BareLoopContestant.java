package io.semblance.embedding.onnx;

import io.semblance.peer.Contestant;

import java.nio.file.Path;

/**
 * The bare loop as a contestant.
 *
 * <p>Arguments: the graph, the tokenizer, the tokens of a batch and the data directory.
 */
final class BareLoopContestant {

    private BareLoopContestant() {}

    /** Runs the contestant. */
    public static void main(String[] arguments) throws Exception {
        NativeLibraries.unpackInto(Path.of(arguments[3]).resolve("native"), false);
        try (var loop =
                new BareLoop(
                        Path.of(arguments[0]),
                        Path.of(arguments[1]),
                        Integer.parseInt(arguments[2]),
                        1)) {
            Contestant.serve(loop::embed);
        }
    }
}
