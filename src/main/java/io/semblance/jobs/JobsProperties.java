package io.semblance.jobs;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;

import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

import java.time.Duration;

/**
 * Settings of the jobs.
 *
 * @param enabled whether this process runs jobs; true in the service, false in an application that
 *     uses the plain jar
 * @param workers number of parts that this process runs at the same time; one more than there are
 *     CPUs, at least 3, if not set
 * @param lease time after which the parts of a process that died are run again
 * @param retention how long a finished job is kept
 * @param errors maximum number of errors kept per job; the others are counted
 */
@Validated
@ConfigurationProperties("semblance.jobs")
record JobsProperties(
        @DefaultValue("false") boolean enabled,
        @Nullable @Min(1) @Max(256) Integer workers,
        @DefaultValue("30s") @DurationMin(seconds = 5) @DurationMax(hours = 1) Duration lease,
        @DefaultValue("7d") @DurationMin(minutes = 1) Duration retention,
        @DefaultValue("1000") @Min(0) @Max(100_000) int errors) {

    private static final int MIN_WORKERS = 3;

    /** The number of parts that this process runs at the same time. */
    int workerCount() {
        return workers != null
                ? workers
                : Math.max(MIN_WORKERS, Runtime.getRuntime().availableProcessors() + 1);
    }
}
