package io.semblance.cli;

import org.jspecify.annotations.Nullable;

import java.io.PrintWriter;
import java.util.List;

/** Imports uploads one after another. */
final class ImportRun {

    private static final int MAX_ERRORS = 10;

    private final ServiceClient service;
    private final String collection;
    private final Progress progress;
    private final Interruption interruption;
    private final PrintWriter out;
    private final Uploader uploader;

    ImportRun(
            ServiceClient service,
            String collection,
            Progress progress,
            Interruption interruption,
            PrintWriter out) {
        this.service = service;
        this.collection = collection;
        this.progress = progress;
        this.interruption = interruption;
        this.out = out;
        this.uploader = new Uploader(service, progress, Backoff.OF_REQUESTS);
    }

    /**
     * Imports all. A failure of one does not prevent the next, unless it concerns all.
     *
     * @param again whether files that were imported before are imported again
     * @param wait whether to wait until each is stored
     * @return the exit status: the worst of all
     */
    int all(List<Upload> uploads, ImportSettings settings, boolean again, boolean wait) {
        boolean failed = false;
        boolean partial = false;
        for (Upload upload : uploads) {
            int status;
            try {
                status = one(upload, settings.query(upload.format()), again, wait);
            } catch (CommandException e) {
                if (e.isFatal() || uploads.size() == 1) {
                    throw e;
                }
                progress.line("%s: %s".formatted(upload.name(), e.getMessage()));
                status = e.exitStatus();
            } finally {
                interruption.set(null);
                progress.clear();
            }
            failed |= status == ExitStatus.FAILURE;
            partial |= status == ExitStatus.PARTIAL;
        }
        if (failed) {
            return ExitStatus.FAILURE;
        }
        return partial ? ExitStatus.PARTIAL : ExitStatus.DONE;
    }

    private int one(Upload upload, String query, boolean again, boolean wait) {
        interruption.set(() ->
                progress.line("interrupted; nothing of %s was sent".formatted(upload.name())));
        String key = key(upload, query, again);
        interruption.set(() -> progress.line(interruptedUpload(upload, key)));
        Job job = uploader.upload(upload, collection, query, key);
        interruption.set(() -> progress.line(JobMessages.interrupted(job.id())));
        if (!wait) {
            progress.clear();
            out.println(
                    "%s: job %s %s; follow it with: semblance jobs watch %s"
                            .formatted(upload.name(), job.id(), job.state(), job.id()));
            out.flush();
            return job.isFinished() ? job.exitStatus() : ExitStatus.DONE;
        }
        boolean existed = job.isFinished();
        Job finished =
                new JobFollower(service, progress)
                        .follow(
                                job.id(),
                                each ->
                                        progress.show(
                                                upload.name(), each.fraction(), each.progress()));
        progress.clear();
        JobReport.print(out, upload.name(), finished, MAX_ERRORS);
        if (existed) {
            out.println("  this is the result of an earlier import; import again with --again");
            out.flush();
        }
        return finished.exitStatus();
    }

    private @Nullable String key(Upload upload, String query, boolean again) {
        if (upload.isStandardInput()) {
            return null;
        }
        // Random, because a repetition after a lost connection must still find its own job.
        return again ? UploadKey.random() : UploadKey.of(upload, query, progress);
    }

    private String interruptedUpload(Upload upload, @Nullable String key) {
        if (!uploader.isSent()) {
            return "interrupted during the upload; nothing of %s was accepted"
                    .formatted(upload.name());
        }
        return key == null
                ? "interrupted; %s may have been accepted, see: semblance jobs"
                        .formatted(upload.name())
                : "interrupted; %s may have been accepted, run the same command again to continue"
                        .formatted(upload.name());
    }
}
