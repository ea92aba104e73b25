package io.orchestratex.backup.job;

/** Is called at each step that a job reaches, on the worker's thread. */
public interface JobObserver {

  void reached(Job job, String point);

  /** A worker has claimed it. */
  default void begun(Job job) {}

  /** It was ended here. */
  default void ended(JobRecord job) {}
}
