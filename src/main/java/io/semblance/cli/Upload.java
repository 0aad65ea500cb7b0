package io.semblance.cli;

import io.semblance.cli.SegmentStream.Segment;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The body of one import request.
 *
 * @param name for people
 * @param format what it contains
 * @param gzip whether it is compressed
 * @param files the files in their order; none for standard input
 */
record Upload(String name, ImportFormat format, boolean gzip, List<NamedFile> files) {

    /** Separates the parts. Constant, so that a repeated upload has the same bytes. */
    private static final String BOUNDARY = "semblance-3f0c6b1e9a574d0f8e2d";

    /** The size of a stream whose end is unknown. */
    static final long UNKNOWN_SIZE = -1;

    /**
     * A file.
     *
     * @param path where it is
     * @param name its name for the service
     */
    record NamedFile(Path path, String name) {}

    Upload {
        files = List.copyOf(files);
    }

    /** Standard input, which can be read only once. */
    static Upload standardInput(ImportFormat format) {
        return new Upload("standard input", format, false, List.of());
    }

    boolean isStandardInput() {
        return files.isEmpty();
    }

    String contentType() {
        String type = format.contentType();
        return format == ImportFormat.FILES ? type + "; boundary=" + BOUNDARY : type;
    }

    /** The size in bytes, or {@link #UNKNOWN_SIZE}. */
    long size() throws IOException {
        if (isStandardInput()) {
            return UNKNOWN_SIZE;
        }
        long size = 0;
        for (Segment segment : segments()) {
            size += segment.size();
        }
        return size;
    }

    /** Opens the body. The files are opened one after another. */
    InputStream open() {
        return isStandardInput() ? System.in : new SegmentStream(segments());
    }

    private List<Segment> segments() {
        if (format != ImportFormat.FILES) {
            return List.of(new Segment.Content(files.getFirst().path()));
        }
        List<Segment> segments = new ArrayList<>();
        String before = "";
        for (NamedFile file : files) {
            segments.add(
                    new Segment.Text(
                            "%s--%s\r\nContent-Disposition: form-data; name=\"file\"; filename=\"%s\"\r\nContent-Type: %s\r\n\r\n"
                                    .formatted(
                                            before,
                                            BOUNDARY,
                                            escaped(file.name()),
                                            ImportFormat.documentType(file.name()))));
            segments.add(new Segment.Content(file.path()));
            before = "\r\n";
        }
        segments.add(new Segment.Text("\r\n--%s--\r\n".formatted(BOUNDARY)));
        return segments;
    }

    /** As browsers write the name of a file. */
    private static String escaped(String name) {
        return name.replace("\r", "%0D").replace("\n", "%0A").replace("\"", "%22");
    }
}
