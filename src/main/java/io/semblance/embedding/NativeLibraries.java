package io.semblance.embedding;

import io.semblance.tokenization.Tokenizer;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;

/**
 * Unpacks the native libraries once into a folder that stays. ONNX Runtime by itself unpacks 28 MB
 * into the temporary folder at each start and leaves them there after a kill.
 */
final class NativeLibraries {

    private static final String RUNTIME_PATH = "onnxruntime.native.path";
    private static final String[] RUNTIME_LIBRARIES = {"onnxruntime", "onnxruntime4j_jni"};

    private NativeLibraries() {}

    /**
     * Unpacks what is not there yet and tells the libraries' loaders. A folder that the user set by
     * {@code onnxruntime.native.path} is left alone.
     *
     * @throws ModelLoadException if the folder cannot be written
     */
    static void unpackInto(Path folder) {
        Tokenizer.unpackNativesInto(folder);
        if (System.getProperty(RUNTIME_PATH) != null) {
            return;
        }
        try {
            Path target = folder.resolve("onnxruntime-" + runtimeVersion());
            Files.createDirectories(target);
            boolean complete = true;
            for (String library : RUNTIME_LIBRARIES) {
                complete &= unpack(System.mapLibraryName(library), target);
            }
            if (complete) {
                System.setProperty(RUNTIME_PATH, target.toAbsolutePath().toString());
            }
        } catch (IOException e) {
            throw new ModelLoadException(
                    "the native libraries cannot be unpacked into %s: %s"
                            .formatted(folder.toAbsolutePath(), e),
                    "Make semblance.data-dir a folder that can be written and has 100 MB of room.",
                    e);
        }
    }

    /** False where the jar has no such library: ONNX Runtime's own loader then says so better. */
    private static boolean unpack(String file, Path folder) throws IOException {
        String resource = "/ai/onnxruntime/native/%s/%s".formatted(platform(), file);
        Path target = folder.resolve(file);
        var url = NativeLibraries.class.getResource(resource);
        if (url == null) {
            return false;
        }
        var connection = url.openConnection();
        if (Files.isRegularFile(target)
                && Files.size(target) == connection.getContentLengthLong()) {
            connection.getInputStream().close();
            return true;
        }
        Path part = Files.createTempFile(folder, file, "");
        try (InputStream in = connection.getInputStream()) {
            Files.copy(in, part, StandardCopyOption.REPLACE_EXISTING);
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(part);
        }
        return true;
    }

    /** As ONNX Runtime names its folders, for example {@code linux-x64}. */
    private static String platform() {
        String os = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        String architecture = System.getProperty("os.arch", "");
        String system = os.contains("mac") ? "osx" : os.contains("win") ? "win" : "linux";
        return system + "-" + (architecture.equals("aarch64") ? "aarch64" : "x64");
    }

    private static String runtimeVersion() throws IOException {
        String manifestVersion =
                ai.onnxruntime.OrtSession.class.getPackage().getImplementationVersion();
        return manifestVersion != null ? manifestVersion : "unversioned";
    }
}
