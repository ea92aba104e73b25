package io.orchestratex.kit.readiness;

/**
 * Published once per process, after the start, when an engine answers and its schema is in place:
 * what a service reads or stores at its start belongs into a listener of this event, not into a
 * constructor or a listener of the start itself. The service is not ready before all listeners have
 * returned. When one of them throws, all are called again a little later, so they must be safe to
 * repeat. They run on a thread of the kit's.
 *
 * @param engine {@link #MONGODB} or {@link #POSTGRESQL}
 */
public record StoreReady(String engine) {

  public static final String MONGODB = "MongoDB";
  public static final String POSTGRESQL = "PostgreSQL";

  public boolean isOf(String other) {
    return engine.equals(other);
  }
}
