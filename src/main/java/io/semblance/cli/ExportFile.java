package io.semblance.cli;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.UUID;
import java.util.zip.GZIPOutputStream;

/**
 * A file that gets its name only when it is complete. Until then it has another name in the same
 * directory, and it is deleted unless {@link #complete} is called.
 */
final class ExportFile implements AutoCloseable {

    private final Path target;
    private final Path written;
    private final FileChannel channel;
    private final OutputStream stream;

    private ExportFile(Path target, Path written) throws IOException {
        this.target = target;
        this.written = written;
        this.channel =
                FileChannel.open(written, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        OutputStream bytes = new BufferedOutputStream(Channels.newOutputStream(channel));
        boolean gzip = target.toString().toLowerCase(Locale.ROOT).endsWith(".gz");
        this.stream = gzip ? new GZIPOutputStream(bytes) : bytes;
    }

    /**
     * Starts a file.
     *
     * @param name the name that it gets; a device or pipe is written directly
     */
    static ExportFile create(Path name) throws IOException {
        if (Files.isDirectory(name)) {
            throw new CommandException("%s is a directory; name a file with -o".formatted(name));
        }
        // Behind a symbolic link, the file is replaced, not the link.
        Path target = Files.exists(name) ? name.toRealPath() : name.toAbsolutePath();
        if (Files.exists(target) && !Files.isRegularFile(target)) {
            return new ExportFile(target, target);
        }
        String part = ".%s.%s.part".formatted(target.getFileName(), UUID.randomUUID());
        try {
            return new ExportFile(target, target.resolveSibling(part));
        } catch (IOException e) {
            throw new CommandException("%s cannot be written: %s".formatted(name, e), e);
        }
    }

    OutputStream stream() {
        return stream;
    }

    /** Writes what is buffered to the disk, and gives the file its name. */
    void complete() throws IOException {
        if (stream instanceof GZIPOutputStream gzip) {
            gzip.finish();
        }
        stream.flush();
        if (written.equals(target)) {
            return;
        }
        channel.force(true);
        stream.close();
        Files.move(
                written,
                target,
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
    }

    /** Deletes the file if it is not complete. */
    void discard() {
        if (written.equals(target)) {
            return;
        }
        try {
            Files.deleteIfExists(written);
        } catch (IOException e) {
            throw new CommandException("%s cannot be deleted: %s".formatted(written, e), e);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
        discard();
    }
}
