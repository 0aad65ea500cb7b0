package io.semblance;

import tools.jackson.databind.json.JsonMapper;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;

/** The corpus of a benchmark: one JSON object per line, plain or gzipped. */
public final class Corpus {

    private Corpus() {}

    /** A text and its title, which may be empty. */
    public record Entry(String title, String text) {}

    /** The first entries of a file, at most {@code limit}. */
    public static List<Entry> read(Path file, int limit) throws IOException {
        List<Entry> entries = new ArrayList<>();
        try (var lines =
                new BufferedReader(
                        new InputStreamReader(
                                file.toString().endsWith(".gz")
                                        ? new GZIPInputStream(Files.newInputStream(file))
                                        : Files.newInputStream(file),
                                StandardCharsets.UTF_8))) {
            String line = lines.readLine();
            while (line != null && entries.size() < limit) {
                var json = JsonMapper.shared().readTree(line);
                entries.add(new Entry(json.path("title").asString(), json.path("text").asString()));
                line = lines.readLine();
            }
        }
        return entries;
    }
}
