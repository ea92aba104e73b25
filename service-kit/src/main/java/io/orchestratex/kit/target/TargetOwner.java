package io.orchestratex.kit.target;

import io.orchestratex.kit.connection.ConnectionReport;
import io.orchestratex.kit.settings.Secret;
import java.util.Optional;
import java.util.Set;

/** What only the service knows whose targets are added. Thread-safe. */
public interface TargetOwner {

  /** The service in codes: {@code backup}, {@code monitor}. */
  String area();

  /** What its targets are for, as events have it: {@code backup} or {@code watch}. */
  String purpose();

  /** Where the settings have a target of that id; empty when they have none. */
  Optional<String> settingOf(String id);

  /** The engines that there are. */
  Set<String> engines();

  /** The engine that the scheme of a URI means; empty when none does. */
  Optional<String> engineOf(String scheme);

  /**
   * Where a URI leads, without account and password.
   *
   * @throws IllegalArgumentException saying what is wrong with it, without any part that is secret
   */
  String address(String engine, Secret uri);

  /** Tries a connection, within some seconds. */
  ConnectionReport test(String engine, String id, Secret uri);

  /** Seals the URI of a target. */
  Sealed seal(String id, Secret uri);

  /** The URI of a target; empty when its key is not here. */
  Optional<Secret> open(AddedTarget target);

  /**
   * A sealed URI.
   *
   * @param key id of the key that opens it
   */
  record Sealed(String key, String secret) {}

  /**
   * Refuses that a target moves to another address now. Called in the transaction of the change.
   *
   * @throws io.orchestratex.kit.failure.FailureException saying why
   */
  default void checkMove(String id) {}

  /**
   * Refuses that a target is removed now. Called in the transaction of the removal.
   *
   * @param force whether it may be removed although something names it
   * @throws io.orchestratex.kit.failure.FailureException saying why
   */
  default void checkRemoval(String id, boolean force) {}

  /** Called after a change, so that this process sees it at once. */
  void refresh();
}
