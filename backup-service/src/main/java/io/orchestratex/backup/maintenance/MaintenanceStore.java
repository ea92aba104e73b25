package io.orchestratex.backup.maintenance;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what is declared; each change is published in its transaction. The store's own clock says
 * when one begins and has run out, so that a process whose clock is wrong ends none that holds.
 */
public interface MaintenanceStore {

  /**
   * What is to be declared.
   *
   * @param id of the restore that it is for, or {@link Maintenance#BY_HAND}
   * @param length how long it holds unless it is declared again or ended
   */
  record Declaration(
      String id,
      List<String> services,
      String reason,
      @Nullable String restore,
      String by,
      Duration length) {
    public Declaration {
      services = List.copyOf(services);
    }
  }

  /** Declares one from now on, or declares it again with another end. */
  Maintenance declare(Declaration declaration);

  /**
   * Ends one that has not ended.
   *
   * @param reason for a person
   * @return whether there was one
   */
  boolean end(String id, String reason);

  /** Ends those that have run out. */
  void endRunOut();

  /** Those that have neither ended nor run out, oldest first. */
  List<Maintenance> current();
}
