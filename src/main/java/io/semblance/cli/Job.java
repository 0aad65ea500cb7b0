package io.semblance.cli;

import tools.jackson.databind.JsonNode;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A job as the service describes it.
 *
 * @param json the whole description
 */
record Job(JsonNode json) {

    private static final Set<String> FINISHED =
            Set.of("succeeded", "partial", "failed", "cancelled");

    static String path(String id) {
        return ServiceClient.path("/v1/jobs/%s", id);
    }

    Job {
        if (json.path("id").asString("").isEmpty() || json.path("state").asString("").isEmpty()) {
            throw new CommandException(
                    "the service's description of a job has no id or state; is it a Semblance"
                            + " service of this version?");
        }
    }

    String id() {
        return json.path("id").asString();
    }

    String state() {
        return json.path("state").asString();
    }

    boolean isFinished() {
        return FINISHED.contains(state());
    }

    /** One of the counts of documents, such as {@code created}. */
    long documents(String count) {
        return json.path("documents").path(count).asLong(0);
    }

    /** The exit status of a command that waited for this job. */
    int exitStatus() {
        return switch (state()) {
            case "succeeded" -> ExitStatus.DONE;
            case "partial" -> ExitStatus.PARTIAL;
            default -> ExitStatus.FAILURE;
        };
    }

    /** The part that is done, or {@link Progress#UNKNOWN}. */
    double fraction() {
        long total = documents("total");
        return total == 0 ? Progress.UNKNOWN : (double) documents("done") / total;
    }

    /** Amounts, rate and time left while the job runs. */
    String progress() {
        if (state().equals("queued")) {
            return "waiting for earlier jobs";
        }
        List<String> parts = new ArrayList<>();
        long total = documents("total");
        String done = Display.count(documents("done"));
        parts.add((total == 0 ? done : done + " of " + Display.count(total)) + " documents");
        if (documents("failed") > 0) {
            parts.add(Display.count(documents("failed")) + " failed");
        }
        double rate = json.path("rate").asDouble(0);
        if (rate > 0) {
            parts.add(Display.rate(rate) + "/s");
        }
        if (json.path("secondsLeft").isNumber()) {
            Duration left = Duration.ofSeconds(json.path("secondsLeft").asLong());
            parts.add(Display.duration(left) + " left");
        }
        return String.join(", ", parts);
    }
}
