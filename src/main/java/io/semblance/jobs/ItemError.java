package io.semblance.jobs;

import org.jspecify.annotations.Nullable;

/**
 * Why one item of a job failed.
 *
 * @param file name of the file; null if the job has no files
 * @param line line of the file, from 1; null if it has no lines
 * @param item id of the item, such as a document id; null if it is not known
 * @param code stable code, as in problem details
 * @param detail what is wrong, in words
 * @param field the invalid field; null if it is not one field
 */
public record ItemError(
        @Nullable String file,
        @Nullable Long line,
        @Nullable String item,
        String code,
        String detail,
        @Nullable String field) {}
