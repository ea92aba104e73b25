package io.orchestratex.alert.lifecycle;

/** What a person can do to an alert; each commits with all its consequences or not at all. */
public interface AlertCommands {

  /** Notes that {@code by} took notice. */
  Alert acknowledge(String id, String by);

  /**
   * Says that it was on purpose: ends the alert, closes its case, and takes what is now for normal.
   */
  Alert accept(String id, String by);

  /** Ends the alert; its rule begins anew from the state that is now. */
  Alert resolve(String id, String resolution, String by);
}
