package io.semblance.embedding.onnx;

import io.semblance.embedding.ModelLoadException;
import io.semblance.tokenization.Tokenizer;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;

/**
 * Unpacks the native libraries once into a permanent folder. By itself, ONNX Runtime unpacks 28 MB
 * (650 MB with CUDA) into the temporary folder at each start, and leaves the files there if the
 * process is killed.
 */
public final class NativeLibraries {

    private static final String RUNTIME_PATH = "onnxruntime.native.path";
    private static final List<String> RUNTIME_LIBRARIES =
            List.of("onnxruntime", "onnxruntime4j_jni");
    private static final String CUDA_LIBRARY = "onnxruntime_providers_cuda";

    /** Additional libraries for CUDA. ONNX Runtime opens them from its own folder. */
    private static final List<String> CUDA_LIBRARIES =
            List.of("onnxruntime_providers_shared", CUDA_LIBRARY);

    private NativeLibraries() {}

    /**
     * Returns whether ONNX Runtime with CUDA is available, in the build or in the configured
     * folder.
     */
    static boolean haveCuda() {
        String file = System.mapLibraryName(CUDA_LIBRARY);
        String set = System.getProperty(RUNTIME_PATH);
        return NativeLibraries.class.getResource(resource(file)) != null
                || (set != null && Files.isRegularFile(Path.of(set, file)));
    }

    /**
     * Unpacks the missing libraries and sets the properties by which their loaders find them. A
     * folder that the user configured with {@code onnxruntime.native.path} is not changed.
     *
     * @param folder parent of the folder for the libraries
     * @param cuda whether CUDA may be used
     * @throws ModelLoadException if the folder cannot be written
     */
    public static void unpackInto(Path folder, boolean cuda) {
        Tokenizer.unpackNativesInto(folder);
        if (System.getProperty(RUNTIME_PATH) != null) {
            return;
        }
        try {
            // The CPU build and the CUDA build have the same version but different files, so their
            // folders differ.
            String build = haveCuda() ? "onnxruntime_gpu-" : "onnxruntime-";
            Path target = folder.resolve(build + runtimeVersion());
            Files.createDirectories(target);
            boolean complete = true;
            for (String library : RUNTIME_LIBRARIES) {
                complete &= unpack(System.mapLibraryName(library), target);
            }
            if (cuda && haveCuda()) {
                for (String library : CUDA_LIBRARIES) {
                    complete &= unpack(System.mapLibraryName(library), target);
                }
            }
            if (complete) {
                System.setProperty(RUNTIME_PATH, target.toAbsolutePath().toString());
            }
        } catch (IOException e) {
            throw new ModelLoadException(
                    "the native libraries cannot be unpacked into %s: %s"
                            .formatted(folder.toAbsolutePath(), e),
                    "Set semblance.data-dir to a writable folder with %d MB of free space."
                            .formatted(cuda && haveCuda() ? 750 : 100),
                    e);
        }
    }

    /**
     * Returns false if the jar does not contain the library: then ONNX Runtime's own loader reports
     * it.
     */
    private static boolean unpack(String file, Path folder) throws IOException {
        Path target = folder.resolve(file);
        var url = NativeLibraries.class.getResource(resource(file));
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

    private static String resource(String file) {
        return "/ai/onnxruntime/native/%s/%s".formatted(platform(), file);
    }

    /** Returns ONNX Runtime's name of the platform, for example {@code linux-x64}. */
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
