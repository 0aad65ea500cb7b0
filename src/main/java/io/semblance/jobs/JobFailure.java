package io.semblance.jobs;

/**
 * Why a whole job failed.
 *
 * @param code stable code, as in problem details
 * @param detail what is wrong, in words
 */
public record JobFailure(String code, String detail) {}
