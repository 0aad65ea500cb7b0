package io.semblance.embedding;

import java.nio.file.Path;

/**
 * The files of a model of the catalogue, unpacked for every contestant to load.
 *
 * @param onnx the graph as it was published
 * @param tokenwise the graph as the engine runs it; the same file unless it is int8
 */
public record PeerModel(String id, Path onnx, Path tokenwise, Path tokenizer) {

    /** The model of this id. */
    public static PeerModel of(String id, Path dataDir) {
        ModelSpec spec =
                Catalogue.models().stream()
                        .filter(known -> known.id().equals(id))
                        .findFirst()
                        .orElseThrow(() ->
                                new IllegalArgumentException("the catalogue has no model " + id));
        ModelFiles files = new ModelFiles(dataDir.toAbsolutePath().resolve("models"));
        ModelFile onnx = files.locate(id, spec.onnx(), spec.onnxSha256());
        return new PeerModel(
                id,
                onnx.path(),
                onnx.dynamicallyQuantized() ? files.tokenwise(id, onnx).path() : onnx.path(),
                files.locate(id, spec.tokenizer(), null).path());
    }

    /** Unpacks the native libraries, before anything of them is used. */
    public static void unpackNatives(Path dataDir) {
        NativeLibraries.unpackInto(dataDir.toAbsolutePath().resolve("native"), false);
    }
}
