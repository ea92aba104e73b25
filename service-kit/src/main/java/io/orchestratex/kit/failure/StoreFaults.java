package io.orchestratex.kit.failure;

import org.jspecify.annotations.Nullable;

/**
 * Translates what an engine's driver throws into a {@link Failure}, so that every service answers
 * the same fault in the same way:
 *
 * <ul>
 *   <li>{@code <service>.store-unavailable}, {@link Failure.Unavailable}: the engine does not
 *       answer, is changing its leader, refuses the account or is out of room; or the change met
 *       others at every attempt. The same request may succeed later.
 *   <li>{@code <service>.already-exists}, {@link Failure.Conflict}: a unique key is taken.
 *   <li>{@code <service>.store-failed}, {@link Failure.Internal}: everything else.
 * </ul>
 *
 * The driver's text, which names hosts and accounts, is kept as the cause and goes to the log only.
 */
public interface StoreFaults {

  /** The failure behind a fault, or null where the fault is not the engine's. */
  @Nullable FailureException translate(Throwable fault);
}
