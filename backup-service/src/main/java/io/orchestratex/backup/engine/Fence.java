package io.orchestratex.backup.engine;

import java.io.IOException;

/**
 * Lets only the worker that has the job change live data. A worker that was given up and wakes
 * again is stopped here.
 */
@FunctionalInterface
public interface Fence {

  /**
   * Does a piece of work while no other worker can take the job.
   *
   * @param write must end within three minutes; better within a second, because no heartbeat gets
   *     through meanwhile
   */
  void run(Write write) throws IOException;

  /** A piece of work that changes live data. */
  @FunctionalInterface
  interface Write {
    void run() throws IOException;
  }
}
