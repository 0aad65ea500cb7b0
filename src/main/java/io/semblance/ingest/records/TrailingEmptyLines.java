package io.semblance.ingest.records;

import io.semblance.ingest.records.SourceRecord.Problem;
import io.semblance.ingest.records.SourceRecord.Unreadable;

import org.jspecify.annotations.Nullable;

import java.io.IOException;

/** Skips empty lines at the end of a file; those between records stay problems. */
final class TrailingEmptyLines implements RecordReader {

    private final RecordReader reader;
    private @Nullable Unreadable empty;
    private long emptyLeft;
    private @Nullable SourceRecord ahead;

    TrailingEmptyLines(RecordReader reader) {
        this.reader = reader;
    }

    @Override
    public @Nullable SourceRecord next() throws IOException {
        if (empty == null && ahead == null) {
            readAhead();
        }
        if (empty != null && ahead != null) {
            Unreadable next = empty;
            emptyLeft--;
            empty =
                    emptyLeft == 0
                            ? null
                            : new Unreadable(next.line() + 1, next.problem(), next.detail());
            return next;
        }
        SourceRecord next = ahead;
        ahead = null;
        return next;
    }

    /** Reads the next record, and the empty lines before it. */
    private void readAhead() throws IOException {
        ahead = reader.next();
        while (ahead instanceof Unreadable line && line.problem() == Problem.EMPTY_LINE) {
            empty = empty == null ? line : empty;
            emptyLeft++;
            ahead = reader.next();
        }
        if (ahead == null) {
            empty = null;
        }
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
