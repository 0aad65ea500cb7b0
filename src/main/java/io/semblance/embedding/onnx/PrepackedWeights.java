package io.semblance.embedding.onnx;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;

/**
 * Weights that ONNX Runtime has rearranged for its kernels once, for all sessions of one graph. Its
 * Java binding lacks this part of the C API, so it is called through the foreign function
 * interface: {@code OrtApi} is a table of functions whose positions never change (ONNX Runtime,
 * onnxruntime_c_api.h). The functions are those of the loaded library, of any version. Not
 * thread-safe.
 */
@SuppressWarnings("restricted") // Native access is what it is for.
final class PrepackedWeights implements AutoCloseable {

    private static final int GET_ERROR_MESSAGE = 2;
    private static final int RELEASE_STATUS = 93;
    private static final int CREATE_CONTAINER = 166;
    private static final int RELEASE_CONTAINER = 167;
    private static final int CREATE_SESSION = 168;
    private static final int FUNCTIONS = CREATE_SESSION + 1;

    private static final int MAX_MESSAGE_BYTES = 65_536;

    /** The characters of a path are {@code wchar_t} on Windows. */
    private static final Charset PATHS =
            System.getProperty("os.name").startsWith("Windows")
                    ? StandardCharsets.UTF_16LE
                    : StandardCharsets.UTF_8;

    private static final FunctionDescriptor ONE_ARGUMENT = FunctionDescriptor.of(ADDRESS, ADDRESS);
    private static final FunctionDescriptor RELEASE = FunctionDescriptor.ofVoid(ADDRESS);

    private final MethodHandle errorMessage;
    private final MethodHandle releaseStatus;
    private final MethodHandle releaseContainer;
    private final MethodHandle createSession;
    private final Method optionsHandle;
    private final Constructor<OrtSession> newSession;
    private final MemorySegment environment;
    private final Object allocator;
    private final MemorySegment container;

    /**
     * Creates an empty container.
     *
     * @throws UnsupportedOperationException if this version of ONNX Runtime differs, or native
     *     access is denied
     */
    PrepackedWeights() {
        OrtEnvironment java = SharedOrtEnvironment.get();
        try {
            MemorySegment api =
                    MemorySegment.ofAddress(
                                    (long)
                                            read(
                                                    Class.forName("ai.onnxruntime.OnnxRuntime"),
                                                    "ortApiHandle",
                                                    null))
                            .reinterpret(FUNCTIONS * ADDRESS.byteSize());
            errorMessage = function(api, GET_ERROR_MESSAGE, ONE_ARGUMENT);
            releaseStatus = function(api, RELEASE_STATUS, RELEASE);
            releaseContainer = function(api, RELEASE_CONTAINER, RELEASE);
            createSession =
                    function(
                            api,
                            CREATE_SESSION,
                            FunctionDescriptor.of(
                                    ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS));
            optionsHandle = SessionOptions.class.getDeclaredMethod("getNativeHandle");
            optionsHandle.setAccessible(true);
            newSession =
                    OrtSession.class.getDeclaredConstructor(
                            long.class, Class.forName("ai.onnxruntime.OrtAllocator"));
            newSession.setAccessible(true);
            environment =
                    MemorySegment.ofAddress(
                            (long) read(OrtEnvironment.class, "nativeHandle", java));
            allocator = read(OrtEnvironment.class, "defaultAllocator", java);
            MethodHandle createContainer = function(api, CREATE_CONTAINER, ONE_ARGUMENT);
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment out = arena.allocate(ADDRESS);
                check((MemorySegment) call(createContainer, out));
                container = out.get(ADDRESS, 0);
            }
        } catch (ReflectiveOperationException | RuntimeException | OrtException e) {
            throw new UnsupportedOperationException(e.toString(), e);
        }
    }

    private static Object read(Class<?> type, String name, @Nullable Object object)
            throws ReflectiveOperationException {
        Field field = type.getDeclaredField(name);
        field.setAccessible(true);
        return Objects.requireNonNull(field.get(object));
    }

    private static MethodHandle function(
            MemorySegment api, int position, FunctionDescriptor descriptor) {
        return Linker.nativeLinker().downcallHandle(api.getAtIndex(ADDRESS, position), descriptor);
    }

    /**
     * Creates a session whose rearranged weights are those of this container. Only the weights that
     * were added to the options as initializers are shared.
     *
     * @throws OrtException if ONNX Runtime cannot create it, for example because a kernel cannot
     *     share its weights
     */
    OrtSession createSession(Path graph, SessionOptions options) throws OrtException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment out = arena.allocate(ADDRESS);
            check(
                    (MemorySegment)
                            call(
                                    createSession,
                                    environment,
                                    arena.allocateFrom(graph.toAbsolutePath().toString(), PATHS),
                                    MemorySegment.ofAddress((long) optionsHandle.invoke(options)),
                                    container,
                                    out));
            return newSession.newInstance(out.get(ADDRESS, 0).address(), allocator);
        } catch (ReflectiveOperationException e) {
            throw new UnsupportedOperationException(e.toString(), e);
        }
    }

    /** Throws the error that a function returned, and releases it. */
    private void check(MemorySegment status) throws OrtException {
        if (status.address() == 0) {
            return;
        }
        try {
            String message =
                    ((MemorySegment) call(errorMessage, status))
                            .reinterpret(MAX_MESSAGE_BYTES)
                            .getString(0);
            throw new OrtException(message);
        } finally {
            call(releaseStatus, status);
        }
    }

    private static Object call(MethodHandle function, Object... arguments) {
        try {
            return function.invokeWithArguments(arguments);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Returns free memory of the native heap to the operating system, where the C library can: a
     * load leaves many times the size of a session behind.
     */
    static void trimHeap() {
        Linker linker = Linker.nativeLinker();
        linker.defaultLookup()
                .find("malloc_trim")
                .ifPresent(trim ->
                        call(
                                linker.downcallHandle(
                                        trim, FunctionDescriptor.of(JAVA_INT, JAVA_LONG)),
                                0L));
    }

    /** Frees the weights. No session that uses them may be open. */
    @Override
    public void close() {
        call(releaseContainer, container);
    }
}
