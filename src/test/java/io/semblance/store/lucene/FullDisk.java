package io.semblance.store.lucene;

import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.store.FilterDirectory;
import org.apache.lucene.store.FilterIndexOutput;
import org.apache.lucene.store.IOContext;
import org.apache.lucene.store.IndexOutput;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;

/**
 * Directories on a disk that can be full; a real one needs permissions that a test may not have.
 */
final class FullDisk {

    private volatile Step full = Step.NONE;

    /** The step of a write that fails because the disk is full. */
    enum Step {
        NONE,
        CREATE,
        WRITE,
        SYNC,
        RENAME,
        /** Writes of merges only. */
        MERGE
    }

    void fullFor(Step step) {
        full = step;
    }

    void hasSpace() {
        full = Step.NONE;
    }

    Directory open(Path folder) throws IOException {
        return new Full(FSDirectory.open(folder));
    }

    private void require(Step step) throws IOException {
        Step now = full;
        boolean merges =
                now == Step.MERGE
                        && step == Step.WRITE
                        && Thread.currentThread().getName().contains("Merge");
        if (now == step || merges) {
            throw new IOException("No space left on device");
        }
    }

    private final class Full extends FilterDirectory {

        Full(Directory directory) {
            super(directory);
        }

        @Override
        public IndexOutput createOutput(String name, IOContext context) throws IOException {
            require(Step.CREATE);
            return new Output(super.createOutput(name, context));
        }

        @Override
        public IndexOutput createTempOutput(String prefix, String suffix, IOContext context)
                throws IOException {
            require(Step.CREATE);
            return new Output(super.createTempOutput(prefix, suffix, context));
        }

        @Override
        public void sync(Collection<String> names) throws IOException {
            require(Step.SYNC);
            super.sync(names);
        }

        @Override
        public void rename(String source, String target) throws IOException {
            require(Step.RENAME);
            super.rename(source, target);
        }
    }

    private final class Output extends FilterIndexOutput {

        Output(IndexOutput output) {
            super("full", output.getName(), output);
        }

        @Override
        public void writeByte(byte value) throws IOException {
            require(Step.WRITE);
            super.writeByte(value);
        }

        @Override
        public void writeBytes(byte[] bytes, int offset, int length) throws IOException {
            require(Step.WRITE);
            super.writeBytes(bytes, offset, length);
        }
    }
}
