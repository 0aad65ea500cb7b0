package io.semblance.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;

/** What a user of {@code jobs} sees. */
class JobsCommandTests {

    private final FakeService service = new FakeService();

    @AfterEach
    void stop() {
        service.close();
    }

    private CommandLineRun run(String... arguments) {
        return CommandLineRun.of(
                Stream.concat(
                                Stream.concat(Stream.of("jobs"), Stream.of(arguments)),
                                Stream.of("--url", service.url()))
                        .toArray(String[]::new));
    }

    private FakeJob job(String text) {
        FakeJob job = new FakeJob("films", text);
        service.jobs.put(job.id(), job);
        return job;
    }

    @Test
    void listsJobsInATable() {
        FakeJob job = job("good\n".repeat(5000));

        CommandLineRun run = run("list", "--collection", "films", "--state", "running");

        assertThat(run.status()).isZero();
        assertThat(run.out())
                .startsWith("ID  ")
                .contains(job.id() + "  running    films                    5,000         2,500");
        assertThat(service.requests)
                .containsExactly("GET /v1/jobs?limit=20&collection=films&state=running");
        assertThat(run().out()).isEqualTo(run.out());
    }

    @Test
    void listsMoreThanOnePage() {
        for (int i = 0; i < 250; i++) {
            job("good\n");
        }

        CommandLineRun run = run("--limit", "210", "--json");

        assertThat(run.out().lines()).hasSize(210).allMatch(line -> line.startsWith("{\"id\":"));
        assertThat(service.requests).hasSize(3);
    }

    @Test
    void showsAJobWithAllItsErrors() {
        FakeJob job = job("good\n" + "bad\n".repeat(20));
        job.finish();

        CommandLineRun run = run("show", job.id());

        assertThat(run.status()).isZero();
        assertThat(run.out())
                .contains("state       partial", "1 created", "documents:16 invalid_text")
                .contains("  and 5 more\n");
        assertThat(run("show", job.id(), "--json").out()).contains("\"moreErrors\" : 5");
    }

    @Test
    void watchEndsWithTheStatusOfTheJob() {
        assertThat(run("watch", job("good\n").id()).status()).isZero();
        assertThat(run("watch", job("good\nbad\n").id()).status()).isEqualTo(ExitStatus.PARTIAL);
        FakeJob cancelled = job("good\n");
        cancelled.cancel();
        assertThat(run("watch", cancelled.id()).status()).isEqualTo(ExitStatus.FAILURE);
    }

    @Test
    void cancelsAJobThatHasNotFinished() {
        service.mayFinish = new CountDownLatch(1);
        FakeJob job = job("good\n");

        CommandLineRun run = run("cancel", job.id());

        assertThat(run.status()).isZero();
        assertThat(run.out()).startsWith("job %s: cancelled, ".formatted(job.id()));
        assertThat(run("cancel", job.id()).err())
                .contains("answered 409 job_finished: job %s is cancelled".formatted(job.id()));
    }

    @Test
    void unknownJobIsAFailure() {
        CommandLineRun run = run("watch", "none such");

        assertThat(run.status()).isEqualTo(ExitStatus.FAILURE);
        assertThat(run.err()).contains("404 job_not_found: there is no job 'none such'");
    }

    @Test
    void wrongUsageIsExplained() {
        assertThat(run("--state", "runing").err())
                .contains(
                        "expected queued, running, succeeded, partial, failed or cancelled, got:"
                                + " runing");
        assertThat(run("wach").status()).isEqualTo(ExitStatus.USAGE);
        assertThat(run("wach").err()).contains("watch", "See: semblance jobs --help");
    }
}
