package io.semblance.cli;

import java.time.Duration;

/** The amounts of an upload under way. */
final class UploadProgress {

    private final String name;
    private final long size;
    private final long startNanos = System.nanoTime();

    /**
     * Creates it at the start of the upload.
     *
     * @param size in bytes, or {@link Upload#UNKNOWN_SIZE}
     */
    UploadProgress(String name, long size) {
        this.name = name;
        this.size = size;
    }

    void show(Progress progress, long sent) {
        double seconds = (System.nanoTime() - startNanos) / 1e9;
        double rate = seconds < 1 ? 0 : sent / seconds;
        progress.show(name, size > 0 ? (double) sent / size : Progress.UNKNOWN, text(sent, rate));
    }

    private String text(long sent, double bytesPerSecond) {
        if (sent == size) {
            return "uploaded, waiting for the service";
        }
        StringBuilder text = new StringBuilder("uploaded ").append(Display.bytes(sent));
        if (size > 0) {
            text.append(" of ").append(Display.bytes(size));
        }
        if (bytesPerSecond > 0) {
            text.append(", ").append(Display.bytes((long) bytesPerSecond)).append("/s");
            if (size > 0) {
                Duration left = Duration.ofSeconds((long) ((size - sent) / bytesPerSecond));
                text.append(", ").append(Display.duration(left)).append(" left");
            }
        }
        return text.toString();
    }
}
