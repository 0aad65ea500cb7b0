package io.semblance.ingest.records;

import io.semblance.ingest.records.SourceRecord.Problem;
import io.semblance.ingest.records.SourceRecord.Unreadable;

import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.apache.commons.csv.DuplicateHeaderMode;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads CSV (RFC 4180) whose first row names the columns. A column named {@code year:integer} has
 * the type after the colon; other columns are strings. An empty cell is a missing field.
 */
final class CsvReader implements RecordReader {

    private final Reader source;
    private final Map<String, ColumnType> types;
    private final int maxRecord;
    private final RowSplitter rows;
    private final CSVFormat format;
    private final List<Column> columns;

    private record Column(String name, ColumnType type) {}

    /** Delimiters that are looked for in a header, in this order if they are equally frequent. */
    private static final String DELIMITERS = ",;\t|";

    /**
     * Reads the header.
     *
     * @param delimiter between cells; null for the one of {@value #DELIMITERS} that the first line
     *     has most often
     * @param types types of columns, by name, in addition to those in the header
     * @throws MalformedFileException if there is no header, or a column has no name or a name twice
     */
    static CsvReader open(
            Reader source,
            @Nullable Character delimiter,
            Map<String, ColumnType> types,
            int maxRecord)
            throws IOException {
        LineReader lines = new LineReader(source, maxRecord);
        LineReader.Line first = lines.next();
        char used = delimiter != null ? delimiter : mostFrequent(first == null ? "" : first.text());
        RowSplitter rows = new RowSplitter(lines, first, used, maxRecord);
        return new CsvReader(source, rows, used, types, maxRecord);
    }

    private static char mostFrequent(String header) {
        char best = DELIMITERS.charAt(0);
        for (int i = 1; i < DELIMITERS.length(); i++) {
            char each = DELIMITERS.charAt(i);
            if (count(header, each) > count(header, best)) {
                best = each;
            }
        }
        return best;
    }

    private static long count(String header, char delimiter) {
        return header.chars().filter(unit -> unit == delimiter).count();
    }

    private CsvReader(
            Reader source,
            RowSplitter rows,
            char delimiter,
            Map<String, ColumnType> types,
            int maxRecord)
            throws IOException {
        this.source = source;
        this.types = types;
        this.maxRecord = maxRecord;
        this.rows = rows;
        this.format =
                CSVFormat.RFC4180
                        .builder()
                        .setDelimiter(delimiter)
                        .setIgnoreEmptyLines(false)
                        .setDuplicateHeaderMode(DuplicateHeaderMode.ALLOW_ALL)
                        .get();
        this.columns = header();
    }

    private List<Column> header() throws IOException {
        RowSplitter.Row row = rows.next();
        if (row == null || row.open() || row.tooLong() || MarkingReader.isMarked(row.text())) {
            throw new MalformedFileException(
                    "the first row of a CSV file must name its columns, for example:"
                            + " id,title,text");
        }
        List<Column> header = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (String cell : cells(row.text())) {
            Column column = column(cell.strip());
            if (column.name().isEmpty()) {
                throw new MalformedFileException(
                        "column %d of the CSV header has no name".formatted(header.size() + 1));
            }
            if (!names.add(column.name())) {
                throw new MalformedFileException(
                        "the CSV header has the column '%s' twice".formatted(column.name()));
            }
            header.add(column);
        }
        return header;
    }

    private Column column(String cell) {
        int colon = cell.lastIndexOf(':');
        if (colon > 0) {
            var type = ColumnType.of(cell.substring(colon + 1).strip());
            if (type.isPresent()) {
                return new Column(cell.substring(0, colon).strip(), type.get());
            }
        }
        return new Column(cell, types.getOrDefault(cell, ColumnType.STRING));
    }

    @Override
    public @Nullable SourceRecord next() throws IOException {
        RowSplitter.Row row = rows.next();
        return row == null ? null : record(row);
    }

    private SourceRecord record(RowSplitter.Row row) {
        if (row.tooLong()) {
            return unreadable(
                    row,
                    Problem.RECORD_TOO_LARGE,
                    "the row has more than %d characters; split the document or raise semblance.limits.document-characters"
                            .formatted(maxRecord));
        }
        if (row.text().isBlank()) {
            return unreadable(row, Problem.EMPTY_LINE, "the row is empty; remove it");
        }
        if (row.open()) {
            return unreadable(
                    row,
                    Problem.MALFORMED_CSV,
                    "a quote in the row is not closed, or only after more than %d characters"
                            .formatted(maxRecord));
        }
        if (MarkingReader.isMarked(row.text())) {
            return unreadable(
                    row,
                    Problem.INVALID_ENCODING,
                    "the row has a byte that is not in the encoding of the file; save it as UTF-8");
        }
        List<String> cells;
        try {
            cells = cells(row.text());
        } catch (IOException | UncheckedIOException e) {
            return unreadable(
                    row,
                    Problem.MALFORMED_CSV,
                    "the row has text after a closing quote; double the quotes inside a quoted"
                            + " cell");
        }
        return fields(row, cells);
    }

    private SourceRecord fields(RowSplitter.Row row, List<String> cells) {
        if (cells.size() > columns.size()) {
            return unreadable(
                    row,
                    Problem.TOO_MANY_COLUMNS,
                    "the row has %d columns, the header %d; quote cells that have the delimiter in them"
                            .formatted(cells.size(), columns.size()));
        }
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        for (int i = 0; i < cells.size(); i++) {
            Column column = columns.get(i);
            String cell = cells.get(i);
            if (!cell.isEmpty()) {
                try {
                    fields.put(column.name(), column.type().value(cell));
                } catch (IllegalArgumentException e) {
                    return unreadable(
                            row,
                            Problem.INVALID_VALUE,
                            "column '%s' must have values of the type %s, got: '%s'"
                                    .formatted(column.name(), column.type().id(), shown(cell)));
                }
            }
        }
        return new SourceRecord.Fields(row.line(), fields);
    }

    private static String shown(String cell) {
        return cell.length() <= 40 ? cell : cell.substring(0, 40) + "…";
    }

    private List<String> cells(String row) throws IOException {
        try (CSVParser parser = CSVParser.parse(row, format)) {
            List<String> cells = new ArrayList<>();
            for (CSVRecord record : parser) {
                record.forEach(cells::add);
            }
            return cells;
        }
    }

    private static Unreadable unreadable(RowSplitter.Row row, Problem problem, String detail) {
        return new Unreadable(row.line(), problem, detail);
    }

    @Override
    public void close() throws IOException {
        source.close();
    }
}
