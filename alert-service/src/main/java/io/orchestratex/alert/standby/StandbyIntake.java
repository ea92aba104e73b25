package io.orchestratex.alert.standby;

import io.orchestratex.contracts.MetricEvent.Sampled;

/** Judges samples while the store is away; used by one thread. */
public interface StandbyIntake {

  /** Takes a measurement into account without the store. */
  void accept(Sampled sampled);

  /** The store is back: what was concluded without it is forgotten, and concluded again from it. */
  void forget();
}
