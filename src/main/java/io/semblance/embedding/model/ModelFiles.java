package io.semblance.embedding.model;

import ai.onnx.proto.OnnxMl.ModelProto;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;

import io.semblance.embedding.ModelLoadException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Provides a model's files as paths that the native libraries can open: class-path resources are
 * unpacked and {@code https:} files downloaded once, into a separate folder for each model.
 * Thread-safe.
 */
public final class ModelFiles {

    private final Path folder;
    private final String remote;

    /** Creates the files with the folder for unpacked and downloaded ones. */
    public ModelFiles(Path folder) {
        this(folder, "https:");
    }

    /**
     * Creates the files with another prefix of locations that are downloaded.
     *
     * @param folder folder for unpacked and downloaded files
     * @param remote prefix of the locations that are downloaded
     */
    public ModelFiles(Path folder, String remote) {
        this.folder = folder;
        this.remote = remote;
    }

    /** Returns whether a {@code classpath:} location has a file. */
    static boolean isOnClassPath(String location) {
        return ModelFiles.class.getResource("/" + resource(location)) != null;
    }

    private static String resource(String location) {
        return location.substring("classpath:".length());
    }

    /**
     * Downloads the missing files of a model. This may take long and needs little memory, so it can
     * be done before the model is loaded.
     *
     * @throws ModelLoadException if a file cannot be downloaded
     */
    public void fetch(GraphSpec spec) {
        fetch(spec.id(), spec.onnx(), spec.onnxSha256());
        fetch(spec.id(), spec.tokenizer(), null);
        if (isRemote(spec.onnx())) {
            GraphFile _ = graph(spec.id(), spec.onnx(), spec.onnxSha256());
        }
    }

    private boolean isRemote(String location) {
        return location.startsWith(remote);
    }

    /**
     * Checks that a model's files exist, without loading, downloading or unpacking them.
     *
     * @return the graph if it is a file in a folder; empty if it must be unpacked or downloaded
     *     first
     * @throws ModelLoadException if a file is missing
     */
    public Optional<Path> check(GraphSpec spec) {
        String onnx = Location.of(spec.onnx(), null).path();
        check(spec.id(), onnx);
        check(spec.id(), Location.of(spec.tokenizer(), null).path());
        return onnx.startsWith("file:") ? Optional.of(file(onnx)) : Optional.empty();
    }

    private void check(String model, String location) {
        if (location.startsWith("classpath:") && !isOnClassPath(location)) {
            throw notOnClassPath(model, resource(location));
        }
        if (location.startsWith("file:") && !Files.isRegularFile(file(location))) {
            throw missing(model, file(location));
        }
    }

    private void fetch(String model, String location, @Nullable String sha256) {
        Location parsed = Location.of(location, sha256);
        if (isRemote(parsed.path())) {
            try {
                download(model, parsed.path(), parsed.sha256(), false);
            } catch (IOException e) {
                throw unreadable(model, parsed.path(), e);
            }
        }
    }

    /**
     * The location of a file and its expected digest.
     *
     * @param path the location without the digest
     * @param sha256 in lower-case hexadecimal; null for any
     */
    private record Location(String path, @Nullable String sha256) {

        private static final Pattern DIGEST = Pattern.compile("(.*)#sha256=([0-9a-fA-F]{64})");

        /**
         * Parses a location, which may end in a digest: {@code #sha256=} and 64 hexadecimal digits.
         */
        static Location of(String location, @Nullable String sha256) {
            Matcher digest = DIGEST.matcher(location);
            return digest.matches()
                    ? new Location(digest.group(1), digest.group(2).toLowerCase(Locale.ROOT))
                    : new Location(location, sha256);
        }
    }

    /**
     * Returns the file at a location with its digest, after unpacking or downloading it if
     * necessary.
     *
     * @param model id of the model
     * @param location may end in a digest: {@code #sha256=} and 64 hexadecimal digits
     * @param digest the expected digest if the location has none; null for any
     * @throws ModelLoadException if the file does not exist, or has another digest
     */
    public ModelFile locate(String model, String location, @Nullable String digest) {
        return locate(model, Location.of(location, digest));
    }

    private ModelFile locate(String model, Location parsed) {
        String location = parsed.path();
        String sha256 = parsed.sha256();
        try {
            if (location.startsWith("classpath:")) {
                return unpacked(model, location, sha256);
            }
            if (isRemote(location)) {
                return downloaded(model, location, sha256);
            }
            if (location.startsWith("file:")) {
                return onDisk(model, location, sha256);
            }
        } catch (IOException e) {
            throw unreadable(model, location, e);
        }
        throw new ModelLoadException(
                "model '%s': the location %s has an unknown scheme".formatted(model, location),
                "Use a location that starts with classpath:, file: or https:.",
                null);
    }

    /**
     * Returns the graph at a location with its external data, after unpacking or downloading them
     * if necessary.
     *
     * @param model id of the model
     * @param location may end in the digest of the graph's own file
     * @param digest the expected digest of the graph's own file if the location has none; null for
     *     any
     * @throws ModelLoadException if a file does not exist, or the graph has another digest
     */
    public GraphFile graph(String model, String location, @Nullable String digest) {
        Location parsed = Location.of(location, digest);
        ModelFile onnx = locate(model, parsed);
        try {
            Set<String> names = ExternalData.locations(model, onnx);
            return names.isEmpty()
                    ? new GraphFile(onnx, onnx.sha256())
                    : withExternalData(model, parsed.path(), onnx, names);
        } catch (IOException e) {
            throw unreadable(model, parsed.path(), e);
        }
    }

    private GraphFile withExternalData(
            String model, String location, ModelFile graph, Set<String> names) throws IOException {
        ModelFile onnx = isRemote(location) ? inSeparateFolder(model, location, graph) : graph;
        StringBuilder digest = new StringBuilder(onnx.sha256());
        for (String name : names) {
            Path file = onnx.path().resolveSibling(name);
            if (location.startsWith("classpath:")) {
                unpackBeside(model, resource(location), name, file);
            } else if (isRemote(location) && !Files.isRegularFile(file)) {
                Files.createDirectories(file.getParent());
                new ModelDownload(model, beside(location, name), ModelDownload.STALL_TIMEOUT)
                        .to(file, null);
            }
            if (!Files.isRegularFile(file)) {
                throw ExternalData.missing(model, onnx.path(), name);
            }
            digest.append('\n').append(name).append('=').append(ModelFile.read(file).sha256());
        }
        return new GraphFile(onnx, digest.toString());
    }

    /**
     * Copies a downloaded graph to a separate folder. Its external data must have the names in the
     * graph, and another release may use the same names.
     */
    private ModelFile inSeparateFolder(String model, String location, ModelFile onnx)
            throws IOException {
        String folderName = "%x-%s".formatted(location.hashCode(), onnx.sha256().substring(0, 16));
        Path target = target(model, folderName + "/model.onnx");
        if (!Files.isRegularFile(target)) {
            save(out -> Files.copy(onnx.path(), out), target);
        }
        return onnx.at(target);
    }

    private static URI beside(String location, String name) throws IOException {
        try {
            URI graph = URI.create(location);
            URI relative = new URI(null, null, name, null);
            URI file = graph.resolve(relative);
            return graph.getRawQuery() == null
                    ? file
                    : URI.create(file + "?" + graph.getRawQuery());
        } catch (URISyntaxException e) {
            throw new IOException(
                    "the name '%s' of its external data cannot be part of a URL".formatted(name),
                    e);
        }
    }

    private static void unpackBeside(String model, String resource, String name, Path target)
            throws IOException {
        String data = resource.substring(0, resource.lastIndexOf('/') + 1) + name;
        try (InputStream in = ModelFiles.class.getResourceAsStream("/" + data)) {
            if (in == null) {
                throw notOnClassPath(model, data);
            }
            Files.createDirectories(target.getParent());
            save(in::transferTo, target);
        }
    }

    private static ModelLoadException notOnClassPath(String model, String resource) {
        return new ModelLoadException(
                ModelLoadException.Reason.MISSING_FILE,
                "model '%s': %s is not on the class path".formatted(model, resource),
                "Put it on the class path, or correct its configured location.",
                null);
    }

    /**
     * Returns the exception for a file that cannot be read.
     *
     * @param model id of the model
     * @param location the location of the file
     * @param cause the failure
     */
    public ModelLoadException unreadable(String model, String location, IOException cause) {
        return new ModelLoadException(
                ModelLoadException.Reason.UNREADABLE,
                "model '%s': %s cannot be read: %s".formatted(model, location, cause.getMessage()),
                "Check that the file exists, and that %s is writable and has free space."
                        .formatted(folder.toAbsolutePath()),
                cause);
    }

    /**
     * Returns a rewritten copy of a graph, which is created once and kept, or the graph itself if
     * it stays unchanged. Digest and size are those of the graph.
     *
     * @param model id of the model
     * @param onnx the graph
     * @param id identifies the rewriting; it changes whenever its result does
     * @param rewriting returns the rewritten graph; empty if the graph stays unchanged
     * @throws ModelLoadException if the copy cannot be written
     */
    public ModelFile rewritten(
            String model,
            ModelFile onnx,
            String id,
            Function<ModelProto, Optional<ModelProto>> rewriting) {
        try {
            Path target = target(model, onnx.sha256().substring(0, 16) + "-" + id);
            if (!Files.isRegularFile(target)) {
                Optional<ModelProto> rewritten = rewriting.apply(parsed(onnx.path()));
                if (rewritten.isEmpty()) {
                    return onnx;
                }
                save(rewritten.get()::writeTo, target);
            }
            return new ModelFile(target, onnx.sha256(), onnx.size(), false, false);
        } catch (InvalidProtocolBufferException e) {
            // ONNX Runtime reports the problem of the file.
            return onnx;
        } catch (IOException e) {
            throw new ModelLoadException(
                    ModelLoadException.Reason.UNREADABLE,
                    "model '%s': its graph cannot be rewritten into %s: %s"
                            .formatted(model, folder.toAbsolutePath(), e.getMessage()),
                    "Make the folder writable, with at least %d MB of free space."
                            .formatted((onnx.size() >> 20) + 1),
                    e);
        }
    }

    /**
     * Parses the graph of a file. Weights stay in the mapped file and are not copied to the heap.
     *
     * @throws IOException if the file cannot be read or is not a graph
     */
    public static ModelProto parsed(Path onnx) throws IOException {
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
     * Returns the same weights in half precision: the file {@code model_fp16.onnx} next to a {@code
     * model.onnx}.
     *
     * @throws ModelLoadException if it exists and cannot be read
     */
    public Optional<ModelFile> half(String model, ModelFile onnx) {
        String name = String.valueOf(onnx.path().getFileName());
        Path half = onnx.path().resolveSibling(name.replaceFirst("(\\.onnx)?$", "_fp16.onnx"));
        return Files.isRegularFile(half)
                ? Optional.of(graph(model, "file:" + half, null).onnx())
                : Optional.empty();
    }

    private ModelFile onDisk(String model, String location, @Nullable String sha256)
            throws IOException {
        Path file = file(location);
        if (!Files.isRegularFile(file)) {
            throw missing(model, file);
        }
        return checked(model, location, ModelFile.read(file), sha256);
    }

    private static Path file(String location) {
        String path = location.substring("file:".length());
        // file:model.onnx is relative, and not a hierarchical URI.
        return path.startsWith("//") ? Path.of(URI.create(location)) : Path.of(path);
    }

    private static ModelLoadException missing(String model, Path file) {
        return new ModelLoadException(
                ModelLoadException.Reason.MISSING_FILE,
                "model '%s': there is no file %s".formatted(model, file.toAbsolutePath()),
                "Put the file there, or correct its configured location.",
                null);
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
                throw notOnClassPath(model, resource);
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
            // The file is from another release, or was damaged.
            file = ModelFile.read(download(model, location, sha256, true));
        }
        return checked(model, location, file, sha256);
    }

    private Path download(String model, String location, @Nullable String sha256, boolean again)
            throws IOException {
        URI uri = URI.create(location);
        String name = uri.getPath().substring(uri.getPath().lastIndexOf('/') + 1);
        // The name contains the location: another location is another file.
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

    /** Writes the content of a file. */
    private interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    /**
     * Writes a temporary file next to the target and moves it, so that the target is always
     * complete.
     */
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
                    ModelLoadException.Reason.DAMAGED_FILE,
                    "model '%s': %s has the SHA-256 %s, expected %s"
                            .formatted(model, location, file.sha256(), sha256),
                    "The file is damaged or belongs to another release. Use the release in"
                            + " Semblance's build, or configure the model under another id in"
                            + " semblance.models.",
                    null);
        }
        return file;
    }
}
