package io.orchestratex.monitor.probe;

import io.orchestratex.kit.settings.Secret;
import io.orchestratex.monitor.target.Target;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/**
 * Measures the targets of one engine, and answers for all that is particular about it. A probe is a
 * singleton in a package of its own below this one and is found by injection; what it keeps about
 * one target (a connection, the last counters) lives in a {@link Session}.
 */
public interface Probe {

  /** The group of the engines that keep data. */
  String DATABASE_GROUP = "database";

  /** The engine's name in settings, groups and samples: lower-case letters and digits. */
  String engine();

  /**
   * Groups that the targets of this engine are in, in addition to the group with the engine's own
   * name: groups shared with other engines, and other names that people use for it.
   */
  default Set<String> groups() {
    return Set.of();
  }

  /** What the metrics mean that only this probe gives, a line for each name. */
  default Map<String, String> help() {
    return Map.of();
  }

  /**
   * Whether the targets of this engine show their samples to Prometheus themselves, so that they
   * would come twice to one that asks both; those that begin with {@code ox_} are the probe's own.
   */
  default boolean exposesItself() {
    return false;
  }

  /**
   * Schemes of addresses that mean this engine. Only engines that have some can be added while the
   * service runs.
   */
  default Set<String> schemes() {
    return Set.of();
  }

  /** The form of an address, for people: {@code redis://user:password@host:port/database}. */
  String addressForm();

  /**
   * Whether an address has that form as far as can be seen without a connection; asked once, at the
   * start.
   */
  boolean accepts(Secret address);

  /** What is wrong with an address that is not accepted, without any part of it that is secret. */
  default String refusal(Secret address) {
    return "is not a valid address; expected " + addressForm();
  }

  /** The address as people may see it, without account, password and options. */
  default String shownAddress(Secret address) {
    return AddressRules.withoutAccount(address);
  }

  /** Begins to watch a target. Connects to nothing yet and does not fail. */
  Session open(Target target);

  /** Watches one target; used by one thread at a time. */
  interface Session extends AutoCloseable {

    /**
     * Measures once. Reads only, with the least right that shows the numbers; heals itself after a
     * failure.
     *
     * @param deadline the target's whole time; a measurement that takes longer is interrupted and
     *     counts as {@link Reason#TIMEOUT}, so an implementation gives its calls less than this
     * @return samples in base units without a label {@code target}, or why there are none; never
     *     throws for what the target did
     */
    Measurement measure(Duration deadline);

    @Override
    void close();
  }
}
