package io.semblance.store.lucene;

import io.semblance.store.IndexDefinition;
import io.semblance.store.IntegrityReport;
import io.semblance.store.IntegrityReport.Problem;
import io.semblance.store.StoreException;

import org.apache.lucene.codecs.CodecUtil;
import org.apache.lucene.index.IndexFileNames;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.SegmentInfos;
import org.apache.lucene.store.AlreadyClosedException;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.IOContext;
import org.apache.lucene.store.IndexInput;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;

/**
 * Compares every file of an index with the checksum at its end. Reads one file after another, in
 * constant memory. Not thread-safe.
 */
final class IndexIntegrity {

    private static final String REMEDY =
            "restore the index's folder from a backup, or delete the collection and load its"
                    + " documents again";

    private final IndexFolder folder;
    private final List<Problem> problems = new ArrayList<>();
    private long files;
    private long bytes;

    IndexIntegrity(IndexFolder folder) {
        this.folder = folder;
    }

    /** Compares the definition in the folder with the expected one; false if it cannot be read. */
    boolean checkDefinition(IndexDefinition definition) {
        try {
            folder.requireIndex();
            IndexDefinition created = folder.definition();
            if (!created.equals(definition)) {
                add(
                        IndexFolder.DEFINITION,
                        "the definition is %s, expected %s".formatted(created, definition));
            }
            files++;
            return true;
        } catch (IOException | StoreException e) {
            add(IndexFolder.DEFINITION, String.valueOf(e.getMessage()));
            return false;
        }
    }

    /** Checks these files, which must not be deleted while this runs. */
    void check(Directory directory, Collection<String> names) throws IOException {
        for (String name : names.stream().sorted().toList()) {
            try (IndexInput file = directory.openInput(name, IOContext.READONCE)) {
                files++;
                bytes += file.length();
                CodecUtil.checksumEntireFile(file);
            } catch (NoSuchFileException e) {
                // A concurrent commit replaces the segments file.
                if (!name.startsWith(IndexFileNames.SEGMENTS) || isLatest(directory, name)) {
                    add(name, "the file is missing");
                }
            } catch (AlreadyClosedException e) {
                throw e;
            } catch (IOException | RuntimeException e) {
                add(name, Objects.requireNonNullElse(e.getMessage(), e.toString()));
            }
        }
    }

    private static boolean isLatest(Directory directory, String name) throws IOException {
        return name.equals(SegmentInfos.getLastCommitSegmentsFileName(directory));
    }

    /** Checks the files of the last commit, or all files if the commit cannot be read. */
    void check(Directory directory) throws IOException {
        Collection<String> names;
        try {
            names = SegmentInfos.readLatestCommit(directory).files(true);
        } catch (IOException | RuntimeException e) {
            names =
                    Arrays.stream(directory.listAll())
                            .filter(name -> !name.equals(IndexWriter.WRITE_LOCK_NAME))
                            .toList();
            if (names.stream().noneMatch(name -> name.startsWith(IndexFileNames.SEGMENTS))) {
                add(IndexFileNames.SEGMENTS + "_N", "the file is missing");
            }
        }
        check(directory, names);
    }

    private void add(String part, String problem) {
        String file =
                (part.equals(IndexFolder.DEFINITION) ? folder.path() : folder.lucene())
                        .resolve(part)
                        .toAbsolutePath()
                        .toString();
        problems.add(new Problem(file, problem, REMEDY));
    }

    IntegrityReport report() {
        return new IntegrityReport(files, bytes, problems);
    }
}
