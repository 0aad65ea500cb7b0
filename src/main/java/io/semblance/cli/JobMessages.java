package io.semblance.cli;

/** Messages about a job that goes on without the command. */
final class JobMessages {

    private JobMessages() {}

    static String interrupted(String id) {
        return "interrupted; job %s continues in the service%n  follow it: semblance jobs watch %s%n  cancel it: semblance jobs cancel %s"
                .formatted(id, id, id);
    }
}
