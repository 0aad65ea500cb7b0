package io.semblance.ingest.files;

import io.semblance.ingest.files.FileRefusedException.Reason;

import org.jspecify.annotations.Nullable;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The reply of a parser to one request, and its form between the two processes. */
sealed interface ParseReply {

    /** The first byte that a parser sends, when it is ready for requests. */
    int READY = 42;

    /** The first byte of a refusal. */
    int REFUSED = 1;

    /** The first byte of a file's text. */
    int PARSED = 2;

    /**
     * The file as text.
     *
     * @param source what the file states about itself, as strings
     */
    record Parsed(
            @Nullable String title, String text, List<Section> sections, Map<String, String> source)
            implements ParseReply {}

    /** Why the file cannot be read. */
    record Refused(Reason reason, String message) implements ParseReply {}

    /** Writes the reply. */
    default void writeTo(DataOutputStream out) throws IOException {
        switch (this) {
            case Refused refused -> {
                out.writeByte(REFUSED);
                out.writeUTF(refused.reason().code());
                out.writeUTF(refused.message());
            }
            case Parsed parsed -> {
                out.writeByte(PARSED);
                write(out, parsed.title());
                byte[] text = parsed.text().getBytes(StandardCharsets.UTF_8);
                out.writeInt(text.length);
                out.write(text);
                writeSections(out, parsed.sections());
                out.writeInt(parsed.source().size());
                for (var entry : parsed.source().entrySet()) {
                    out.writeUTF(entry.getKey());
                    out.writeUTF(entry.getValue());
                }
            }
        }
        out.flush();
    }

    /** Reads a reply; a parser that ended has sent none or only a part of one. */
    static ParseReply readFrom(DataInputStream in) throws IOException {
        int kind = in.readByte();
        if (kind == REFUSED) {
            return new Refused(Reason.of(in.readUTF()), in.readUTF());
        }
        if (kind != PARSED) {
            throw new IOException("not a reply of a parser: " + kind);
        }
        String title = read(in);
        byte[] text = in.readNBytes(in.readInt());
        List<Section> sections = readSections(in);
        Map<String, String> source = new LinkedHashMap<>();
        for (int left = in.readInt(); left > 0; left--) {
            source.put(in.readUTF(), in.readUTF());
        }
        return new Parsed(title, new String(text, StandardCharsets.UTF_8), sections, source);
    }

    /** Headings and sheets are written only where they change: thousands of rows share one. */
    private static void writeSections(DataOutputStream out, List<Section> sections)
            throws IOException {
        out.writeInt(sections.size());
        String heading = null;
        String sheet = null;
        for (Section section : sections) {
            out.writeInt(section.start());
            out.writeInt(Objects.requireNonNullElse(section.page(), 0));
            out.writeInt(Objects.requireNonNullElse(section.row(), 0));
            boolean changed =
                    !Objects.equals(heading, section.heading())
                            || !Objects.equals(sheet, section.sheet());
            out.writeBoolean(changed);
            if (changed) {
                heading = section.heading();
                sheet = section.sheet();
                write(out, heading);
                write(out, sheet);
            }
        }
    }

    private static List<Section> readSections(DataInputStream in) throws IOException {
        List<Section> sections = new ArrayList<>();
        String heading = null;
        String sheet = null;
        for (int left = in.readInt(); left > 0; left--) {
            int start = in.readInt();
            int page = in.readInt();
            int row = in.readInt();
            if (in.readBoolean()) {
                heading = read(in);
                sheet = read(in);
            }
            sections.add(
                    new Section(
                            start, page == 0 ? null : page, heading, sheet, row == 0 ? null : row));
        }
        return sections;
    }

    private static void write(DataOutputStream out, @Nullable String text) throws IOException {
        out.writeBoolean(text != null);
        if (text != null) {
            out.writeUTF(text);
        }
    }

    private static @Nullable String read(DataInputStream in) throws IOException {
        return in.readBoolean() ? in.readUTF() : null;
    }
}
