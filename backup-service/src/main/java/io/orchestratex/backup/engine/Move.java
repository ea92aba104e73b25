package io.orchestratex.backup.engine;

import java.util.Map;

/**
 * One small change of what is live. The journal of a restore keeps all of them before the first is
 * applied, and a worker that takes the restore up has nothing else to go by.
 *
 * @param id unique within the target, in words, such as {@code rename shop.orders}
 * @param text what it does, for a person
 * @param data what the engine needs to apply and undo it; never a secret
 */
public record Move(String id, String text, Phase phase, Map<String, String> data) {
  public Move {
    data = Map.copyOf(data);
  }

  /** When a move is applied. */
  public enum Phase {
    /** Puts what was restored in place; undone, last one first, when the restore fails. */
    SWITCH,
    /**
     * Applied after everything is in place, was compared and the previous data is gone: there is no
     * way back from here, so these are not undone.
     */
    FOLLOW_UP
  }

  /** A datum that must be there. */
  public String get(String key) {
    String value = data.get(key);
    if (value == null) {
      throw new IllegalArgumentException("move " + id + " has no " + key);
    }
    return value;
  }
}
