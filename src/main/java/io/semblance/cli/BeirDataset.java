package io.semblance.cli;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/**
 * A retrieval dataset in the BEIR format (Thakur et al., 2021): {@code corpus.jsonl} and {@code
 * queries.jsonl} with {@code _id} (or {@code id}), {@code title} and {@code text} per line; {@code
 * qrels.tsv} (or {@code qrels/test.tsv}) with query id, document id and grade per line, after a
 * header line.
 *
 * @param corpus the documents that have a title or a text
 * @param queries query id to text, for queries with a text and a judgement
 * @param judgements query id to document id to grade, at least 1
 * @param blankDocuments the number of documents skipped because they have neither title nor text
 * @param blankQueries the number of queries skipped because they have a judgement but no text
 */
record BeirDataset(
        List<Passage> corpus,
        Map<String, String> queries,
        Map<String, Map<String, Integer>> judgements,
        int blankDocuments,
        int blankQueries) {

    private static final JsonMapper JSON = JsonMapper.shared();

    /** A document of the corpus. */
    record Passage(String id, String title, String text) {

        boolean isBlank() {
            return title.isBlank() && text.isBlank();
        }
    }

    /**
     * Reads a folder. Queries without a judgement are skipped, as are blank documents and queries,
     * which cannot be embedded.
     *
     * @throws CommandException if a file is missing or a line cannot be read
     */
    static BeirDataset read(Path folder) {
        List<Passage> rows = new ArrayList<>();
        lines(
                folder.resolve("corpus.jsonl"),
                (place, line) -> {
                    JsonNode json = json(place, line);
                    rows.add(
                            new Passage(
                                    id(place, json),
                                    json.path("title").asString(""),
                                    json.path("text").asString("")));
                });
        List<Passage> corpus = rows.stream().filter(row -> !row.isBlank()).toList();
        var judgements = judgements(folder);
        Map<String, String> queries = new LinkedHashMap<>();
        lines(
                folder.resolve("queries.jsonl"),
                (place, line) -> {
                    JsonNode json = json(place, line);
                    if (judgements.containsKey(id(place, json))) {
                        queries.put(id(place, json), json.path("text").asString(""));
                    }
                });
        int judged = queries.size();
        queries.values().removeIf(String::isBlank);
        if (corpus.isEmpty() || queries.isEmpty()) {
            throw new CommandException(
                    "%s has %d documents and %d queries with a judgement that are not blank; at least one of each is required"
                            .formatted(folder, corpus.size(), queries.size()));
        }
        return new BeirDataset(
                corpus, queries, judgements, rows.size() - corpus.size(), judged - queries.size());
    }

    private static Map<String, Map<String, Integer>> judgements(Path folder) {
        Path flat = folder.resolve("qrels.tsv");
        Path file = Files.exists(flat) ? flat : folder.resolve("qrels").resolve("test.tsv");
        Map<String, Map<String, Integer>> judgements = new LinkedHashMap<>();
        lines(
                file,
                (place, line) -> {
                    String[] fields = line.split("\t", -1);
                    if (fields.length != 3) {
                        throw new CommandException(
                                "%s: expected query-id, corpus-id and score separated by tabs, got: %s"
                                        .formatted(place, line));
                    }
                    if (fields[0].equals("query-id")) {
                        return;
                    }
                    int grade = grade(place, fields[2]);
                    if (grade > 0) {
                        judgements
                                .computeIfAbsent(fields[0], _ -> new LinkedHashMap<>())
                                .put(fields[1], grade);
                    }
                });
        return judgements;
    }

    private static int grade(String place, String text) {
        try {
            return Integer.parseInt(text.strip());
        } catch (NumberFormatException e) {
            throw new CommandException(
                    "%s: the score must be an integer, got: %s".formatted(place, text), e);
        }
    }

    private static void lines(Path file, BiConsumer<String, String> each) {
        if (!Files.isReadable(file)) {
            throw new CommandException(
                    "%s cannot be read; a BEIR folder has corpus.jsonl, queries.jsonl and qrels.tsv"
                            .formatted(file));
        }
        try (Stream<String> lines = Files.lines(file)) {
            int number = 0;
            for (String line : (Iterable<String>) lines::iterator) {
                number++;
                if (!line.isBlank()) {
                    each.accept("%s, line %d".formatted(file, number), line);
                }
            }
        } catch (IOException | UncheckedIOException e) {
            throw new CommandException("%s cannot be read: %s".formatted(file, e.getMessage()), e);
        }
    }

    private static JsonNode json(String place, String line) {
        try {
            return JSON.readTree(line);
        } catch (JacksonException e) {
            throw new CommandException(
                    "%s: invalid JSON: %s".formatted(place, e.getOriginalMessage()), e);
        }
    }

    private static String id(String place, JsonNode json) {
        String id = json.path("_id").asString(json.path("id").asString(""));
        if (id.isEmpty()) {
            throw new CommandException("%s: _id is missing".formatted(place));
        }
        return id;
    }
}
