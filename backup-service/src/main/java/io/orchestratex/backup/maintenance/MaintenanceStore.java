package io.orchestratex.backup.maintenance;

import java.time.Instant;
import java.util.List;

/** Keeps what is declared; each change is published in its transaction. */
public interface MaintenanceStore {

  /** Declares one, or declares it again with another end. */
  void declare(Maintenance maintenance);

  /**
   * Ends one that has not ended.
   *
   * @param reason for a person
   * @return whether there was one
   */
  boolean end(String id, String reason, Instant now);

  /** Ends those that have run out. */
  void endRunOut(Instant now);

  /** Those that have neither ended nor run out, oldest first. */
  List<Maintenance> current(Instant now);
}
