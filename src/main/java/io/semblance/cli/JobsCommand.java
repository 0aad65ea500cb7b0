package io.semblance.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import tools.jackson.databind.JsonNode;

import java.io.PrintWriter;
import java.util.concurrent.Callable;

/** Lists and controls the jobs of a running service. */
@Command(
        name = "jobs",
        mixinStandardHelpOptions = true,
        versionProvider = Commands.Version.class,
        description = "Lists the jobs of the service, or shows, follows or cancels one.",
        subcommands = {
            JobsCommand.ListJobs.class,
            JobsCommand.Show.class,
            JobsCommand.Watch.class,
            JobsCommand.Cancel.class
        },
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:success",
            "1:failure",
            "2:the arguments are not valid",
            "4:the service cannot be reached"
        },
        footer = {
            "",
            "Examples:",
            "  semblance jobs --state running",
            "  semblance jobs watch 0198c1f2-6a51-7c1e-9d07-3c54c8f2a7b1"
        })
final class JobsCommand implements Callable<Integer> {

    @Spec private CommandSpec spec;

    @Mixin private final JobsListing listing = new JobsListing();

    @Override
    public Integer call() {
        return listing.print(spec.commandLine().getOut());
    }

    /** The same as {@code jobs}. */
    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            description = "Lists the jobs, the latest first.",
            footer = {"", "Example:", "  semblance jobs list --collection films"})
    static final class ListJobs implements Callable<Integer> {

        @Spec private CommandSpec spec;

        @Mixin private final JobsListing listing = new JobsListing();

        @Override
        public Integer call() {
            return listing.print(spec.commandLine().getOut());
        }
    }

    /** Shows one job. */
    @Command(
            name = "show",
            mixinStandardHelpOptions = true,
            description = "Shows a job with its errors.",
            footer = {"", "Example:", "  semblance jobs show ID --json"})
    static final class Show implements Callable<Integer> {

        @Spec private CommandSpec spec;

        @Parameters(paramLabel = "ID", description = "id of the job")
        private String id;

        @Mixin private final ServiceOptions options = new ServiceOptions();

        @Option(names = "--json", description = "print the job as the service describes it")
        private boolean json;

        @Override
        public Integer call() {
            PrintWriter out = spec.commandLine().getOut();
            try (ServiceClient service = options.client()) {
                Job job = new Job(service.json("GET", Job.path(id), null));
                if (json) {
                    out.println(job.json().toPrettyString());
                } else {
                    describe(out, job);
                }
            }
            out.flush();
            return ExitStatus.DONE;
        }

        private static void describe(PrintWriter out, Job job) {
            JsonNode json = job.json();
            out.println("job         " + job.id());
            out.println("type        " + json.path("type").asString(""));
            out.println("collection  " + json.path("collection").asString(""));
            out.println("state       " + job.state());
            if (!job.isFinished()) {
                out.println("progress    " + job.progress());
            }
            JsonNode chunks = json.path("chunks");
            out.println(
                    "chunks      %s embedded, %s reused"
                            .formatted(
                                    Display.count(chunks.path("embedded").asLong(0)),
                                    Display.count(chunks.path("reused").asLong(0))));
            for (String time : new String[] {"createdAt", "startedAt", "finishedAt"}) {
                out.println("%-10s  %s".formatted(time, json.path(time).asString("-")));
            }
            JobReport.print(out, "documents", job, Integer.MAX_VALUE);
        }
    }

    /** Follows one job. */
    @Command(
            name = "watch",
            mixinStandardHelpOptions = true,
            description = "Follows a job until it has finished, and prints its result.",
            exitCodeListHeading = "%nExit status:%n",
            exitCodeList = {
                "0:every document was stored",
                "1:failure; the job failed or was cancelled",
                "2:the arguments are not valid",
                "3:some documents failed",
                "4:the service cannot be reached",
                "130:interrupted; the job continues"
            },
            footer = {"", "Example:", "  semblance jobs watch ID"})
    static final class Watch implements Callable<Integer> {

        private static final int MAX_ERRORS = 10;

        @Spec private CommandSpec spec;

        @Parameters(paramLabel = "ID", description = "id of the job")
        private String id;

        @Mixin private final ServiceOptions options = new ServiceOptions();

        @Override
        public Integer call() {
            Progress progress = Progress.of(null, spec.commandLine().getErr());
            try (ServiceClient service = options.client();
                    Interruption interruption = new Interruption()) {
                interruption.set(() -> progress.line(JobMessages.interrupted(id)));
                Job job =
                        new JobFollower(service, progress)
                                .follow(
                                        id,
                                        each ->
                                                progress.show(
                                                        "job "
                                                                + id.substring(
                                                                        0,
                                                                        Math.min(8, id.length())),
                                                        each.fraction(),
                                                        each.progress()));
                progress.clear();
                JobReport.print(
                        spec.commandLine().getOut(),
                        job.json().path("collection").asString("job"),
                        job,
                        MAX_ERRORS);
                return job.exitStatus();
            } finally {
                progress.clear();
            }
        }
    }

    /** Cancels one job. */
    @Command(
            name = "cancel",
            mixinStandardHelpOptions = true,
            description =
                    "Cancels a job. Documents that are stored already stay in the collection.",
            footer = {"", "Example:", "  semblance jobs cancel ID"})
    static final class Cancel implements Callable<Integer> {

        @Spec private CommandSpec spec;

        @Parameters(paramLabel = "ID", description = "id of the job")
        private String id;

        @Mixin private final ServiceOptions options = new ServiceOptions();

        @Override
        public Integer call() {
            PrintWriter out = spec.commandLine().getOut();
            try (ServiceClient service = options.client()) {
                Job job = new Job(service.json("POST", Job.path(id) + "/cancel", null));
                out.println(
                        "job %s: %s, %s".formatted(job.id(), job.state(), JobReport.counts(job)));
            }
            out.flush();
            return ExitStatus.DONE;
        }
    }
}
