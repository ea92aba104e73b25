package io.orchestratex.kit.readiness;

import java.util.Optional;

/** What must be done before a service may use its database on an engine. */
public interface EnginePreparation {

  /** {@link StoreReady#MONGODB} or {@link StoreReady#POSTGRESQL}. */
  String engine();

  /** Where the engine is looked for, without account and password. */
  String address();

  /**
   * Connects and puts the schema in place. Safe to repeat, and to run in several processes at once.
   */
  void prepare() throws Exception;

  /**
   * Why it did not work, in plain words, when it may work later without a change to the service;
   * empty for a fault that only a change can mend.
   */
  Optional<String> reasonToWait(Throwable fault);
}
