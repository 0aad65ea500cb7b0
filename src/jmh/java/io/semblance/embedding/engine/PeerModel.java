package io.semblance.embedding.engine;

import io.semblance.embedding.graph.PerTokenQuantization;
import io.semblance.embedding.model.BuiltInModels;
import io.semblance.embedding.model.ModelFile;
import io.semblance.embedding.model.ModelFiles;
import io.semblance.embedding.model.ModelSpec;
import io.semblance.embedding.onnx.NativeLibraries;

import java.nio.file.Path;

/**
 * The files of a built-in model, unpacked so that every contestant can load them.
 *
 * @param onnx the graph as it was published
 * @param tokenwise the graph as the engine runs it; the same file unless it is int8
 */
public record PeerModel(String id, Path onnx, Path tokenwise, Path tokenizer) {

    /** The model with this id. */
    public static PeerModel of(String id, Path dataDir) {
        ModelSpec spec =
                BuiltInModels.models().stream()
                        .filter(known -> known.id().equals(id))
                        .findFirst()
                        .orElseThrow(() ->
                                new IllegalArgumentException("there is no built-in model " + id));
        ModelFiles files = new ModelFiles(dataDir.toAbsolutePath().resolve("models"));
        ModelFile onnx = files.locate(id, spec.onnx(), spec.onnxSha256());
        return new PeerModel(
                id,
                onnx.path(),
                PerTokenQuantization.rewritten(files, id, onnx).path(),
                files.locate(id, spec.tokenizer(), null).path());
    }

    /** Unpacks the native libraries, before any of them is used. */
    public static void unpackNatives(Path dataDir) {
        NativeLibraries.unpackInto(dataDir.toAbsolutePath().resolve("native"), false);
    }
}
