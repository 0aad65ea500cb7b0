package io.semblance.cli;

import tools.jackson.databind.json.JsonMapper;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/** A job of {@link FakeService}: one document for each line. */
final class FakeJob {

    private static final int MAX_ERRORS = 15;

    final AtomicInteger requests = new AtomicInteger();

    private final String id = UUID.randomUUID().toString();
    private final String collection;
    private final List<String> lines;
    private volatile String state = "running";

    FakeJob(String collection, String text) {
        this.collection = collection;
        this.lines = text.lines().toList();
    }

    String id() {
        return id;
    }

    String state() {
        return state;
    }

    boolean isFinished() {
        return !state.equals("running");
    }

    void finish() {
        if (!isFinished()) {
            long bad = badLines().size();
            state = bad == 0 ? "succeeded" : bad == lines.size() ? "failed" : "partial";
        }
    }

    void cancel() {
        state = "cancelled";
    }

    private List<Integer> badLines() {
        List<Integer> bad = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).contains("bad")) {
                bad.add(i + 1);
            }
        }
        return bad;
    }

    /** The job as the service describes it. */
    String json(boolean withErrors) {
        List<Integer> bad = isFinished() ? badLines() : List.of();
        int done = isFinished() ? lines.size() : lines.size() / 2;
        Map<String, Object> documents = new LinkedHashMap<>();
        documents.put("total", lines.size());
        documents.put("done", done);
        documents.put("created", done - bad.size());
        documents.put("updated", 0);
        documents.put("unchanged", 0);
        documents.put("skipped", 0);
        documents.put("failed", bad.size());
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", id);
        json.put("type", "import");
        json.put("collection", collection);
        json.put("state", state);
        json.put("documents", documents);
        json.put("chunks", Map.of("embedded", done, "reused", 0));
        json.put("rate", isFinished() ? null : 310.4);
        json.put("secondsLeft", isFinished() ? null : 70);
        json.put("createdAt", "2026-01-02T03:04:05Z");
        json.put("startedAt", "2026-01-02T03:04:05Z");
        json.put("finishedAt", isFinished() ? "2026-01-02T03:06:10Z" : null);
        json.put("error", null);
        if (withErrors) {
            json.put("errors", bad.stream().limit(MAX_ERRORS).map(FakeJob::error).toList());
            json.put("moreErrors", Math.max(0, bad.size() - MAX_ERRORS));
        }
        return JsonMapper.shared().writeValueAsString(json);
    }

    private static Map<String, Object> error(int line) {
        Map<String, Object> error = new LinkedHashMap<>();
        error.put("file", null);
        error.put("line", line);
        error.put("id", null);
        error.put("code", "invalid_text");
        error.put("detail", "the text contains \u0007a control character");
        error.put("field", "text");
        return error;
    }
}
