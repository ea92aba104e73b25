package io.orchestratex.backup.engine.neo4j;

/**
 * The names that a restore uses in the graph itself. They are few and fixed, because a server never
 * forgets the name of a label or a property.
 */
final class Markers {

  /** Label of the nodes that hold a kept graph; no part of any backup. */
  static final String KEPT = "ox_kept";

  /** Label of nodes while they are loaded. */
  static final String LOADING = "ox_loading";

  /** Property of nodes while they are loaded: the id that they had. */
  static final String OLD_ID = "ox_loading_id";

  /** Constraint over both, gone when the load is over. */
  static final String OLD_ID_CONSTRAINT = "ox_loading_id_unique";

  private Markers() {}
}
