package io.orchestratex.backup.job;

/**
 * A job as it is kept.
 *
 * @param details JSON of its handler
 */
public record JobRecord(Job job, Progress progress, String details) {}
