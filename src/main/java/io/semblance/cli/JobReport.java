package io.semblance.cli;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;

/** The result of a finished job for people. */
final class JobReport {

    private static final List<String> COUNTS =
            List.of("created", "updated", "unchanged", "skipped", "failed");

    private JobReport() {}

    /**
     * Prints a summary line and the first errors.
     *
     * @param name the file whose documents these are
     * @param maxErrors further errors are only counted
     */
    static void print(PrintWriter out, String name, Job job, int maxErrors) {
        List<String> notes = new ArrayList<>();
        if (!job.state().equals("succeeded") && !job.state().equals("partial")) {
            notes.add(job.state());
        }
        Duration duration = duration(job);
        if (duration != null) {
            notes.add(Display.duration(duration));
        }
        notes.add("job " + job.id());
        out.println("%s: %s (%s)".formatted(name, counts(job), String.join(", ", notes)));
        JsonNode error = job.json().path("error");
        if (error.isObject()) {
            out.println("  " + codeAndDetail(error));
        }
        int shown = 0;
        JsonNode errors = job.json().path("errors");
        for (JsonNode each : errors) {
            if (shown == maxErrors) {
                break;
            }
            out.println("  " + place(each, name) + " " + codeAndDetail(each));
            shown++;
        }
        long more = errors.size() - shown + job.json().path("moreErrors").asLong(0);
        if (more > 0) {
            String where = errors.size() > shown ? "; see: semblance jobs show " + job.id() : "";
            out.println("  and %s more%s".formatted(Display.count(more), where));
        }
        out.flush();
    }

    /** The numbers of documents by what happened to them. */
    static String counts(Job job) {
        return String.join(
                ", ",
                COUNTS.stream()
                        .map(each -> Display.count(job.documents(each)) + " " + each)
                        .toList());
    }

    /** The time from start to end, or null if the job has not finished. */
    private static @Nullable Duration duration(Job job) {
        try {
            return Duration.between(
                    Instant.parse(job.json().path("startedAt").asString("")),
                    Instant.parse(job.json().path("finishedAt").asString("")));
        } catch (DateTimeParseException missing) {
            return null;
        }
    }

    /** Where the error is: file and line, or the document's id. */
    private static String place(JsonNode error, String name) {
        String file = error.path("file").asString(name);
        if (error.path("line").isNumber()) {
            return Display.line(file) + ":" + error.path("line").asLong();
        }
        String id = error.path("id").asString("");
        return Display.line(id.isEmpty() ? file : file + " '" + id + "'");
    }

    private static String codeAndDetail(JsonNode error) {
        return Display.line(
                error.path("code").asString("") + " " + error.path("detail").asString(""));
    }
}
