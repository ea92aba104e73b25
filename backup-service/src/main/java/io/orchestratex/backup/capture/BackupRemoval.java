package io.orchestratex.backup.capture;

import io.orchestratex.backup.catalog.Catalog;
import io.orchestratex.backup.copy.Copies;
import io.orchestratex.backup.copy.Copy;
import io.orchestratex.backup.copy.CopyOrders;
import io.orchestratex.backup.copy.CopyRules;
import io.orchestratex.backup.copy.Places;
import io.orchestratex.backup.hold.Holds;
import io.orchestratex.backup.vault.VaultLockedException;
import io.orchestratex.backup.vault.Vaults;
import io.orchestratex.kit.failure.FailureException;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Removes backups from vaults: from all of them, or from one while another keeps it. Whoever calls
 * has begun the removal by {@link Holds}, so that nothing reads the backup meanwhile.
 */
@Singleton
public final class BackupRemoval {

  private final Catalog catalog;
  private final Copies copies;
  private final CopyOrders orders;
  private final Places places;
  private final Vaults vaults;
  private final Holds holds;
  private final ChunkCollection collection;
  private final InstantSource clock;

  BackupRemoval(
      Catalog catalog,
      Copies copies,
      CopyOrders orders,
      Places places,
      Vaults vaults,
      Holds holds,
      ChunkCollection collection,
      InstantSource clock) {
    this.catalog = catalog;
    this.copies = copies;
    this.orders = orders;
    this.places = places;
    this.vaults = vaults;
    this.holds = holds;
    this.collection = collection;
    this.clock = clock;
  }

  /** Removes a backup's copies and then the backup; what was removed stays so after a fault. */
  void removeEverywhere(String backup, String home, String by) throws IOException {
    for (Copy copy : copies.of(backup)) {
      if (copy.state() != Copy.State.REMOVED) {
        boolean away = places.whyAway(copy.vault()).isPresent();
        boolean lost = !vaults.names().contains(copy.vault());
        if (!lost && !(away && copy.state() == Copy.State.WANTED)) {
          remove(backup, copy.vault());
        }
        copies.removed(
            backup, copy.vault(), "The backup was deleted by " + by + ".", clock.instant());
      }
    }
    remove(backup, home);
  }

  /**
   * Removes a backup from one vault. Where it is the vault that it was taken into, the best one of
   * its copies becomes the backup.
   *
   * @return false, and nothing removed, when no other vault has it
   */
  public boolean removeFrom(String backup, String vault, String reason) throws IOException {
    Optional<String> home = places.home(backup);
    if (home.isPresent() && home.get().equals(vault)) {
      Optional<String> next =
          CopyRules.readableFrom(vault, true, copies.of(backup)).stream()
              .filter(each -> !each.equals(vault))
              .findFirst();
      if (next.isEmpty()) {
        return false;
      }
      // First what is known, then the files: what is left of them is found by the next look.
      copies.moveHome(backup, vault, next.get(), reason, clock.instant());
      remove(backup, vault);
    } else {
      remove(backup, vault);
      copies.removed(backup, vault, reason, clock.instant());
    }
    return true;
  }

  private void remove(String backup, String vault) throws IOException {
    vaults.requireUsable(vault);
    catalog.files(vault, backup).delete();
    collection.request(vault);
  }

  /** Removes one copy because a person says so; the last one of all is refused. */
  void removeCopy(String backup, String vault, String by) {
    Copy copy = orders.find(backup, vault);
    if (copy != null && copy.state() == Copy.State.WANTED && !isHome(backup, vault)) {
      orders.cancel(copy, by);
      copies.removed(backup, vault, "It was cancelled by " + by + ".", clock.instant());
      return;
    }
    List<String> all = new ArrayList<>(places.of(backup));
    if (!all.remove(vault)) {
      throw FailureException.notFound(
          "backup.copy-unknown",
          "There is no copy of backup %s in the vault %s; it is in %s."
              .formatted(backup, vault, places.of(backup)));
    }
    if (!places.isWholeBesides(backup, vault)) {
      throw FailureException.conflict(
          "backup.copy-last",
          "The vault %s has the only copy of backup %s that is known to be whole. Delete the backup itself: ox backup delete %s."
              .formatted(vault, backup, backup));
    }
    holds
        .begin(backup, by, clock.instant())
        .ifPresent(failure -> {
          throw new FailureException(failure);
        });
    try {
      var _ = removeFrom(backup, vault, "It was removed by " + by + ".");
    } catch (VaultLockedException e) {
      throw FailureException.conflict(
          "backup.locked", "The copy stays as it is: " + e.getMessage() + ".");
    } catch (IOException e) {
      throw FailureException.unavailable(
          "backup.vault-unavailable", "The vault does not delete: " + e.getMessage(), e);
    } finally {
      holds.giveUp(backup);
    }
  }

  private boolean isHome(String backup, String vault) {
    return places.home(backup).filter(vault::equals).isPresent();
  }
}
