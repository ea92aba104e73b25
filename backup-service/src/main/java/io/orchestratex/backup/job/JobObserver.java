package io.orchestratex.backup.job;

/** Is told of each step that a job reaches, on the worker's thread. */
public interface JobObserver {
  void reached(Job job, String point);
}
