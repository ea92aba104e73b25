package io.orchestratex.backup.job;

/** What a job that succeeded has to show; each kind has a record of its own. */
public interface JobResult {}
