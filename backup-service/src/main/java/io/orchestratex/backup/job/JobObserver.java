package io.orchestratex.backup.job;

/** Is called at each step that a job reaches, on the worker's thread. */
public interface JobObserver {
  void reached(Job job, String point);
}
