package io.orchestratex.alert.standby;

import io.orchestratex.alert.lifecycle.Firing;

/** The regular way of alerts, while the store answers. Thread-safe. */
public interface StandbyStore {

  /** Raises an alert, or counts the condition once more where one is open. */
  void raise(Firing firing);

  /** Ends the open alert of a condition, if there is one. */
  void end(String fingerprint, String resolution);

  /**
   * Stores an alert that was raised while the store was away, with its case, its events and its
   * deliveries as far as they are. Safe to repeat: an alert of that id is stored once.
   */
  void keep(StandbyAlert alert);
}
