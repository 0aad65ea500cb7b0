package io.semblance.cli;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import tools.jackson.databind.JsonNode;

import java.io.PrintWriter;
import java.util.Locale;

/** Prints a table of jobs: options of {@code jobs} and {@code jobs list}. */
final class JobsListing {

    private static final String ROW = "%-36s  %-9s  %-16s  %12s  %12s  %8s  %s";
    private static final int MAX_PAGE = 100;

    /** The states of a job. */
    enum State {
        QUEUED,
        RUNNING,
        SUCCEEDED,
        PARTIAL,
        FAILED,
        CANCELLED;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Mixin private final ServiceOptions options = new ServiceOptions();

    @Option(
            names = "--collection",
            paramLabel = "NAME",
            description = "only jobs of this collection")
    private @Nullable String collection;

    @Option(
            names = "--state",
            paramLabel = "STATE",
            description = "only jobs in this state: ${COMPLETION-CANDIDATES}")
    private @Nullable State state;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "20",
            description = "maximum number of jobs, the latest first; default: ${DEFAULT-VALUE}")
    private int limit;

    @Option(names = "--json", description = "print each job as a line of JSON")
    private boolean json;

    int print(PrintWriter out) {
        try (ServiceClient service = options.client()) {
            int printed = 0;
            String cursor = "";
            do {
                JsonNode page = service.json("GET", path(limit - printed, cursor), null);
                for (JsonNode job : page.path("jobs")) {
                    if (printed == 0 && !json) {
                        out.println(
                                ROW.formatted(
                                        "ID",
                                        "STATE",
                                        "COLLECTION",
                                        "DOCUMENTS",
                                        "DONE",
                                        "FAILED",
                                        "CREATED"));
                    }
                    out.println(json ? job.toString() : row(new Job(job)));
                    printed++;
                }
                cursor = page.path("cursor").asString("");
            } while (!cursor.isEmpty() && printed < limit);
        }
        out.flush();
        return ExitStatus.DONE;
    }

    private String path(int left, String cursor) {
        StringBuilder path = new StringBuilder("/v1/jobs?limit=" + Math.min(left, MAX_PAGE));
        if (collection != null) {
            path.append("&collection=").append(ServiceClient.encode(collection));
        }
        if (state != null) {
            path.append("&state=").append(state);
        }
        if (!cursor.isEmpty()) {
            path.append("&cursor=").append(ServiceClient.encode(cursor));
        }
        return path.toString();
    }

    private static String row(Job job) {
        return ROW.formatted(
                job.id(),
                job.state(),
                job.json().path("collection").asString(""),
                Display.count(job.documents("total")),
                Display.count(job.documents("done")),
                Display.count(job.documents("failed")),
                job.json().path("createdAt").asString(""));
    }
}
