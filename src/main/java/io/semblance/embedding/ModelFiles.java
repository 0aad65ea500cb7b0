package io.semblance.embedding;

import ai.onnx.proto.OnnxMl.ModelProto;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Brings a model's files to where the native libraries can open them by path: a class-path resource
 * is unpacked and an {@code https:} file downloaded once, into a folder of its own for each model.
 */
final class ModelFiles {

    private final Path folder;

    /** With the folder that keeps unpacked and downloaded files. */
    ModelFiles(Path folder) {
        this.folder = folder;
    }

    /** Whether a {@code classpath:} location leads to a file. */
    static boolean isOnClassPath(String location) {
        return ModelFiles.class.getResource("/" + resource(location)) != null;
    }

    private static String resource(String location) {
        return location.substring("classpath:".length());
    }

    /**
     * Downloads those files of a model that are not here yet. It may take long, and needs no memory
     * to speak of: so it can be done before a model's turn to be loaded.
     *
     * @throws ModelLoadException if one cannot be had
     */
    void fetch(GraphSpec spec) {
        fetch(spec.id(), spec.onnx(), spec.onnxSha256());
        fetch(spec.id(), spec.tokenizer(), null);
    }

    private void fetch(String model, String location, @Nullable String sha256) {
        Location parsed = Location.of(location, sha256);
        if (parsed.path().startsWith("https:")) {
            try {
                download(model, parsed.path(), parsed.sha256(), false);
            } catch (IOException e) {
                throw unreadable(model, parsed.path(), e);
            }
        }
    }

    /**
     * Where a file is, and what it must be.
     *
     * @param path without the digest
     * @param sha256 in lower-case hexadecimal; null if any will do
     */
    private record Location(String path, @Nullable String sha256) {

        private static final Pattern DIGEST = Pattern.compile("(.*)#sha256=([0-9a-fA-F]{64})");

        /** A location may end in its digest: {@code #sha256=} and 64 hexadecimal digits. */
        static Location of(String location, @Nullable String sha256) {
            Matcher digest = DIGEST.matcher(location);
            return digest.matches()
                    ? new Location(digest.group(1), digest.group(2).toLowerCase(Locale.ROOT))
                    : new Location(location, sha256);
        }
    }

    /**
     * The file at a location, unpacked or downloaded if need be, with its digest.
     *
     * @param location which may end in a digest: {@code #sha256=} and 64 hexadecimal digits
     * @param digest that the file must have unless the location has one; null if any will do
     * @throws ModelLoadException if there is no such file, or it has another digest
     */
    ModelFile locate(String model, String location, @Nullable String digest) {
        return locate(model, Location.of(location, digest));
    }

    private ModelFile locate(String model, Location parsed) {
        String location = parsed.path();
        String sha256 = parsed.sha256();
        try {
            if (location.startsWith("classpath:")) {
                return unpacked(model, location, sha256);
            }
            if (location.startsWith("https:")) {
                return downloaded(model, location, sha256);
            }
            if (location.startsWith("file:")) {
                return onDisk(model, location, sha256);
            }
        } catch (IOException e) {
            throw unreadable(model, location, e);
        }
        throw new ModelLoadException(
                "model '%s': the location %s is not known".formatted(model, location),
                "Begin it with classpath:, file: or https:.",
                null);
    }

    private ModelLoadException unreadable(String model, String location, IOException cause) {
        return new ModelLoadException(
                "model '%s': %s cannot be read: %s".formatted(model, location, cause.getMessage()),
                "Check that the file is there and that %s is writable and has room."
                        .formatted(folder.toAbsolutePath()),
                cause);
    }

    /**
     * A graph that gives a text the same vector whatever runs with it, made from one that does not
     * by {@link TokenwiseQuantization} and kept; the graph itself if it cannot be made. Digest and
     * size are those of the graph.
     *
     * @throws ModelLoadException if it cannot be written
     */
    ModelFile tokenwise(String model, ModelFile onnx) {
        try {
            Path target =
                    target(model, onnx.sha256().substring(0, 16) + "-" + TokenwiseQuantization.ID);
            if (!Files.isRegularFile(target)) {
                Optional<ModelProto> rewritten = TokenwiseQuantization.of(parsed(onnx.path()));
                if (rewritten.isEmpty()) {
                    return onnx;
                }
                save(rewritten.get()::writeTo, target);
            }
            return new ModelFile(target, onnx.sha256(), onnx.size(), false);
        } catch (InvalidProtocolBufferException e) {
            // ONNX Runtime says what is wrong with the file.
            return onnx;
        } catch (IOException e) {
            throw new ModelLoadException(
                    "model '%s': its graph cannot be rewritten into %s: %s"
                            .formatted(model, folder.toAbsolutePath(), e.getMessage()),
                    "Make the folder writable and see that it has room for %d MB."
                            .formatted((onnx.size() >> 20) + 1),
                    e);
        }
    }

    /** The graph of a file. Weights stay in the mapped file and are not copied to the heap. */
    static ModelProto parsed(Path onnx) throws IOException {
        try (FileChannel channel = FileChannel.open(onnx)) {
            var in =
                    CodedInputStream.newInstance(
                            channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size()));
            in.enableAliasing(true);
            in.setSizeLimit(Integer.MAX_VALUE);
            return ModelProto.parseFrom(in);
        }
    }

    /**
     * The same weights in half precision: the file {@code model_fp16.onnx} beside a {@code
     * model.onnx}.
     *
     * @throws ModelLoadException if it is there and cannot be read
     */
    Optional<ModelFile> half(String model, ModelFile onnx) {
        String name = String.valueOf(onnx.path().getFileName());
        Path half = onnx.path().resolveSibling(name.replaceFirst("(\\.onnx)?$", "_fp16.onnx"));
        return Files.isRegularFile(half)
                ? Optional.of(locate(model, "file:" + half, null))
                : Optional.empty();
    }

    private ModelFile onDisk(String model, String location, @Nullable String sha256)
            throws IOException {
        String path = location.substring("file:".length());
        // file:model.onnx is relative and no hierarchical URI.
        Path file = path.startsWith("//") ? Path.of(URI.create(location)) : Path.of(path);
        if (!Files.isRegularFile(file)) {
            throw new ModelLoadException(
                    "model '%s': there is no file %s".formatted(model, file.toAbsolutePath()),
                    "Put the file there, or correct its configured location.",
                    null);
        }
        return checked(model, location, ModelFile.read(file), sha256);
    }

    private ModelFile unpacked(String model, String location, @Nullable String sha256)
            throws IOException {
        String resource = resource(location);
        Path target = target(model, resource);
        if (sha256 != null && Files.isRegularFile(target)) {
            ModelFile kept = ModelFile.read(target);
            if (kept.sha256().equals(sha256)) {
                return kept;
            }
        }
        try (InputStream in = ModelFiles.class.getResourceAsStream("/" + resource)) {
            if (in == null) {
                throw new ModelLoadException(
                        "model '%s': the class path has no %s".formatted(model, resource),
                        "Put it on the class path, or correct its configured location.",
                        null);
            }
            save(in::transferTo, target);
        }
        return checked(model, location, ModelFile.read(target), sha256);
    }

    private ModelFile downloaded(String model, String location, @Nullable String sha256)
            throws IOException {
        Path target = download(model, location, sha256, false);
        ModelFile file = ModelFile.read(target);
        if (sha256 != null && !sha256.equals(file.sha256())) {
            // Kept from another release, or damaged since.
            file = ModelFile.read(download(model, location, sha256, true));
        }
        return checked(model, location, file, sha256);
    }

    private Path download(String model, String location, @Nullable String sha256, boolean again)
            throws IOException {
        URI uri = URI.create(location);
        String name = uri.getPath().substring(uri.getPath().lastIndexOf('/') + 1);
        // The location is in the name: another location is another file.
        Path target = target(model, Integer.toHexString(location.hashCode()) + "-" + name);
        if (again || !Files.isRegularFile(target)) {
            new ModelDownload(model, uri, ModelDownload.STALL_TIMEOUT).to(target, sha256);
        }
        return target;
    }

    private Path target(String model, String name) throws IOException {
        Path target = folder.resolve(model.replaceAll("[^A-Za-z0-9._-]", "_")).resolve(name);
        Files.createDirectories(target.getParent());
        return target;
    }

    /** What a file is to have in it. */
    private interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    /** Writes beside the target and moves: a reader never meets half a file. */
    private static void save(Content content, Path target) throws IOException {
        Path part = Files.createTempFile(target.getParent(), target.getFileName().toString(), "");
        try {
            try (OutputStream out = Files.newOutputStream(part)) {
                content.writeTo(out);
            }
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private static ModelFile checked(
            String model, String location, ModelFile file, @Nullable String sha256) {
        if (sha256 != null && !sha256.equals(file.sha256())) {
            throw new ModelLoadException(
                    "model '%s': %s has the SHA-256 %s, expected %s"
                            .formatted(model, location, file.sha256(), sha256),
                    "The file is damaged or of another release. Bring the release that"
                            + " Semblance's build names, or configure the model under another id in"
                            + " semblance.models.",
                    null);
        }
        return file;
    }
}
