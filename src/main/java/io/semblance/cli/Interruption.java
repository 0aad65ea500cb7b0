package io.semblance.cli;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.atomic.AtomicReference;

/** What happens at the end of the process by a signal such as that of Ctrl-C. Thread-safe. */
final class Interruption implements AutoCloseable {

    private final AtomicReference<@Nullable Runnable> action = new AtomicReference<>();
    private final Thread hook = new Thread(this::run, "interruption");

    Interruption() {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** Sets what happens from now on; nothing if null. */
    void set(@Nullable Runnable next) {
        action.set(next);
    }

    private void run() {
        Runnable last = action.getAndSet(null);
        if (last != null) {
            last.run();
        }
    }

    @Override
    public void close() {
        action.set(null);
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException ending) {
            // The hook runs already, and has nothing to do now.
            return;
        }
    }
}
