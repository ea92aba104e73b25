package io.orchestratex.monitor.probe;

/**
 * Whose turn it is to publish. Each replica measures every target, so that it can answer for all of
 * them and take over at once; one of them publishes, so that no sample is there twice. Thread-safe.
 */
public interface PublishingTurn {

  /**
   * Whether this process is to publish. When that cannot be found out it is: samples that are there
   * twice are better than none about the engine that keeps the turns.
   */
  boolean mine();
}
