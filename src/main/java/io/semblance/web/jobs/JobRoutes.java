package io.semblance.web.jobs;

import io.semblance.ingest.imports.DocumentImport;
import io.semblance.jobs.Job;
import io.semblance.jobs.JobState;
import io.semblance.jobs.Jobs;
import io.semblance.web.error.ApiError;
import io.semblance.web.error.ApiException;
import io.semblance.web.error.ErrorCode;
import io.swagger.v3.oas.annotations.media.Schema;

import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

import java.util.Arrays;
import java.util.List;

/** Shows and cancels jobs. */
@RestController
@RequestMapping("/v1/jobs")
final class JobRoutes {

    static final int MAX_LISTED = 1_000;
    private static final int DEFAULT_LISTED = 100;
    private static final String COLLECTION = "[a-z0-9][a-z0-9_-]{0,62}";

    private final Jobs jobs;
    private final DocumentImport imports;

    JobRoutes(Jobs jobs, DocumentImport imports) {
        this.imports = imports;
        this.jobs = jobs;
    }

    /** A page of jobs; {@code cursor} requests the next page and is null on the last one. */
    @Schema(name = "JobPage")
    record Page(List<JobView> jobs, @Nullable String cursor) {}

    /** Lists jobs, the newest first, without their errors. */
    @GetMapping
    Page list(
            @Schema(ref = "CollectionName") @RequestParam(required = false)
                    @Nullable String collection,
            @Schema(
                            allowableValues = {
                                "queued",
                                "running",
                                "succeeded",
                                "partial",
                                "failed",
                                "cancelled"
                            })
                    @RequestParam(required = false)
                    @Nullable String state,
            @Schema(minimum = "1", maximum = "1000", defaultValue = "100")
                    @RequestParam(name = "limit", required = false)
                    @Nullable Integer asked,
            @Schema(ref = "JobCursor") @RequestParam(required = false) @Nullable String cursor,
            @Schema(ref = "IdempotencyKey") @RequestParam(required = false)
                    @Nullable String idempotencyKey) {
        requireName(collection);
        int limit = asked == null ? DEFAULT_LISTED : asked;
        if (limit < 1 || limit > MAX_LISTED) {
            throw ApiException.invalid(
                    "limit",
                    "limit must be between 1 and %d, got: %d".formatted(MAX_LISTED, limit));
        }
        JobState inState = state(state);
        Long before = before(cursor);
        if (idempotencyKey != null) {
            return ofKey(collection, IdempotencyKeys.require("idempotencyKey", idempotencyKey));
        }
        List<Job> found = jobs.list(collection, inState, before, limit + 1);
        boolean more = found.size() > limit;
        List<Job> page = more ? found.subList(0, limit) : found;
        return new Page(
                page.stream().map(JobView::summary).toList(),
                more ? "j" + page.getLast().number() : null);
    }

    /** The jobs of a key: one in a collection. */
    private Page ofKey(@Nullable String collection, String idempotencyKey) {
        List<Job> found =
                collection == null
                        ? jobs.withKey(DocumentImport.KEY_SEPARATOR, idempotencyKey, MAX_LISTED)
                        : imports.existing(collection, idempotencyKey).stream().toList();
        return new Page(found.stream().map(JobView::summary).toList(), null);
    }

    private static void requireName(@Nullable String collection) {
        if (collection != null && !collection.matches(COLLECTION)) {
            throw ApiException.invalid(
                    "collection",
                    "collection must match %s, got: '%s'".formatted(COLLECTION, collection));
        }
    }

    private static @Nullable JobState state(@Nullable String name) {
        if (name == null) {
            return null;
        }
        return Arrays.stream(JobState.values())
                .filter(state -> state.id().equals(name))
                .findFirst()
                .orElseThrow(() ->
                        ApiException.invalid(
                                "state",
                                "state must be one of %s, got: '%s'"
                                        .formatted(
                                                Arrays.stream(JobState.values())
                                                        .map(JobState::id)
                                                        .toList(),
                                                name)));
    }

    private static @Nullable Long before(@Nullable String cursor) {
        if (cursor == null) {
            return null;
        }
        if (!cursor.matches("j[0-9]{1,18}")) {
            throw new ApiException(
                    ApiError.badRequest(
                            ErrorCode.INVALID_CURSOR,
                            "the cursor is not one that a list of jobs returned, got: '%s'"
                                    .formatted(cursor),
                            "cursor"));
        }
        return Long.valueOf(cursor.substring(1));
    }

    /** Returns a job with its errors. */
    @GetMapping("/{job}")
    JobView read(@PathVariable("job") String id) {
        return JobView.whole(jobs.get(id));
    }

    /** Cancels a job; what it has done so far stays. */
    @PostMapping("/{job}/cancel")
    JobView cancel(@PathVariable("job") String id) {
        return JobView.whole(jobs.cancel(id));
    }
}
