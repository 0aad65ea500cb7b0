/** The routes of jobs: {@code /v1/jobs}. */
@NullMarked
package io.semblance.web.jobs;

import org.jspecify.annotations.NullMarked;
