package io.orchestratex.monitor.schedule;

/**
 * Which replica publishes. Each one measures every target, so that it can answer for all of them
 * and take over at once; one of them publishes, so that no sample is stored twice. Thread-safe.
 */
public interface PublishingTurn {

  /**
   * Whether this process is to publish. It is when that cannot be found out: to store samples twice
   * is better than to have none about the engine that keeps the turns.
   */
  boolean mine();
}
