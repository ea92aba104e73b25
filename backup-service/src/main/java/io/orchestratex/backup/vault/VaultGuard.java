package io.orchestratex.backup.vault;

import io.orchestratex.kit.failure.FailureException;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Recognises a vault, and what only lies in its place, by its {@link VaultMark}.
 *
 * <pre>
 *  known here  found there
 *  id          the same id    it is the vault
 *  id          another, none  it is not: its disk is not mounted, or another one is
 *  none        an id          it is taken up, such as by a new database
 *  none        none           it is marked, if no backup is known that should be in it, or one of
 *                             those is: a new vault, or one of a version that made no marks
 * </pre>
 */
@Singleton
public final class VaultGuard {

  private static final Logger LOG = LoggerFactory.getLogger(VaultGuard.class);

  /** So many of the newest backups are looked for. */
  private static final int PROOFS = 1_000;

  private final VaultStore store;
  private final Map<String, String> known = new ConcurrentHashMap<>();

  VaultGuard(VaultStore store) {
    this.store = store;
  }

  /** Why a vault cannot be used now; empty when it can. Asks the vault each time. */
  Optional<String> whyNot(String name, Vault vault) {
    try {
      Optional<String> found = VaultMark.read(vault);
      String expected = expected(name);
      if (expected != null && !found.equals(Optional.of(expected))) {
        known.remove(name); // Another process may have accepted another vault.
        expected = expected(name);
      }
      return expected == null ? unknown(name, vault, found) : compared(expected, found);
    } catch (IOException e) {
      return Optional.of("it does not answer: " + e.getMessage());
    }
  }

  /**
   * Why what is in a vault's place is another vault, or an empty place; empty when it is the vault,
   * or a new one. Changes nothing.
   */
  Optional<String> isAnother(String name, Vault vault) throws IOException {
    Optional<String> found = VaultMark.read(vault);
    String expected = store.mark(name).orElse(null);
    return expected == null ? Optional.empty() : compared(expected, found);
  }

  private static Optional<String> compared(String expected, Optional<String> found) {
    if (found.isEmpty()) {
      return Optional.of(
          "its mark is missing. The place is empty or holds something else: is its disk mounted?");
    }
    return found.get().equals(expected)
        ? Optional.empty()
        : Optional.of(
            "it carries the mark of another vault, %s instead of %s: is the right disk mounted?"
                .formatted(found.get(), expected));
  }

  private @Nullable String expected(String name) {
    String id = known.get(name);
    if (id == null) {
      id = store.mark(name).orElse(null);
      if (id != null) {
        known.put(name, id);
      }
    }
    return id;
  }

  private synchronized Optional<String> unknown(String name, Vault vault, Optional<String> found)
      throws IOException {
    if (found.isPresent()) {
      return compared(kept(name, found.get()), found);
    }
    List<String> backups = store.newestBackups(name, PROOFS);
    if (!backups.isEmpty() && !holdsOne(vault, backups)) {
      return Optional.of(
          "it has no mark, and none of its " + backups.size() + " backups: is its disk mounted?");
    }
    String made;
    try {
      made = VaultMark.make(vault);
    } catch (IOException e) {
      if (!backups.isEmpty()) {
        return Optional.empty(); // Known by its backups; it is full or read-only, and marked later.
      }
      throw e;
    }
    LOG.atInfo().addKeyValue("vault", name).addKeyValue("mark", made).log("vault marked");
    return compared(kept(name, made), Optional.of(made));
  }

  private String kept(String name, String mark) {
    String kept = store.keep(name, mark);
    known.put(name, kept);
    return kept;
  }

  private static boolean holdsOne(Vault vault, List<String> backups) throws IOException {
    for (String backup : backups) {
      if (!vault.list(backup + "/", "", 1).keys().isEmpty()) {
        return true;
      }
    }
    return false;
  }

  /** Takes what is in a vault's place as that vault from now on: a person said so. */
  void accept(String name, Vault vault) {
    try {
      Optional<String> found = VaultMark.read(vault);
      String mark = found.isPresent() ? found.get() : VaultMark.make(vault);
      store.replace(name, mark);
      known.put(name, mark);
      LOG.atWarn().addKeyValue("vault", name).addKeyValue("mark", mark).log("vault accepted");
    } catch (IOException e) {
      throw FailureException.unavailable(
          "backup.vault-unavailable",
          "The vault " + name + " cannot be marked: " + e.getMessage(),
          e);
    }
  }
}
