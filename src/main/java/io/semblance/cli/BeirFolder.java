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
 * A test collection in the format of BEIR (Thakur et al., 2021): {@code corpus.jsonl} and {@code
 * queries.jsonl} with {@code _id} (or {@code id}), {@code title} and {@code text} a line; {@code
 * qrels.tsv} (or {@code qrels/test.tsv}) with query id, document id and a grade a line below a
 * heading.
 *
 * @param judgements query id to document id to grade, which is at least 1
 */
record BeirFolder(
        List<Passage> corpus,
        Map<String, String> queries,
        Map<String, Map<String, Integer>> judgements) {

    private static final JsonMapper JSON = JsonMapper.shared();

    /** A document of the corpus. */
    record Passage(String id, String title, String text) {}

    /**
     * Reads a folder; queries without a judgement are left out.
     *
     * @throws CommandException if a file is missing or a line cannot be read
     */
    static BeirFolder read(Path folder) {
        List<Passage> corpus = new ArrayList<>();
        lines(
                folder.resolve("corpus.jsonl"),
                (place, line) -> {
                    JsonNode json = json(place, line);
                    corpus.add(
                            new Passage(
                                    id(place, json),
                                    json.path("title").asString(""),
                                    json.path("text").asString("")));
                });
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
        if (corpus.isEmpty() || queries.isEmpty()) {
            throw new CommandException(
                    "%s has %d documents and %d queries with a judgement; there must be some of both"
                            .formatted(folder, corpus.size(), queries.size()));
        }
        return new BeirFolder(corpus, queries, judgements);
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
                                "%s: expected query-id, corpus-id and score between tabs, got: %s"
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
                    "%s: not JSON: %s".formatted(place, e.getOriginalMessage()), e);
        }
    }

    private static String id(String place, JsonNode json) {
        String id = json.path("_id").asString(json.path("id").asString(""));
        if (id.isEmpty()) {
            throw new CommandException("%s: there is no _id".formatted(place));
        }
        return id;
    }
}
