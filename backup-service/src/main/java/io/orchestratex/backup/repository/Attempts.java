package io.orchestratex.backup.repository;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.orchestratex.backup.vault.AlreadyStoredException;
import io.orchestratex.backup.vault.Vault;
import io.orchestratex.backup.vault.VaultFile;
import io.orchestratex.backup.vault.VaultLockedException;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which attempts at backups write into a repository, as the vault itself says: a note {@code
 * writing/BACKUP-TAG}, made before anything else and removed after the manifest is committed. The
 * names of an attempt's packs begin with its tag. While the note is there, no other backup refers
 * to these packs, so what a failed attempt has written can be removed at once.
 */
public final class Attempts {

  static final String FOLDER = "writing/";

  /** Of attempts that are over, whose notes cannot be removed yet. */
  static final String ENDED = "ended/";

  private static final int TAG_BYTES = 8;
  private static final int NOTE_BYTES = 100;

  private Attempts() {}

  /** An attempt that has begun and not ended. */
  record Attempt(String backup, String tag) {
    String key() {
      return FOLDER + backup + "-" + tag;
    }

    String ended() {
      return ENDED + backup + "-" + tag;
    }

    static Attempt of(String key) {
      int dash = key.lastIndexOf('-');
      return new Attempt(
          key.substring(FOLDER.length(), Math.max(FOLDER.length(), dash)), key.substring(dash + 1));
    }
  }

  /** Announces an attempt. */
  static Attempt begin(Vault vault, String backup, Instant now) throws IOException {
    Attempt attempt = new Attempt(backup, RepositoryKeys.randomHex(TAG_BYTES));
    VaultKeys.store(vault, attempt.key(), now.toString().getBytes(UTF_8));
    return attempt;
  }

  /**
   * The tags of a backup's attempts. None of these has ended: what a worker that died has stored is
   * what its successor need not store again.
   */
  static Set<String> tagsOf(Vault vault, String backup) throws IOException {
    Set<String> tags = new HashSet<>();
    of(vault, backup + "-").forEach(attempt -> tags.add(attempt.tag()));
    return tags;
  }

  static String tagOf(String pack) {
    return pack.substring(0, Math.max(0, pack.indexOf('-')));
  }

  static List<Attempt> all(Vault vault) throws IOException {
    return of(vault, "");
  }

  private static List<Attempt> of(Vault vault, String prefix) throws IOException {
    List<Attempt> attempts = new ArrayList<>();
    List<String> notes = VaultKeys.all(vault, FOLDER + prefix);
    Set<String> ended =
        notes.isEmpty() ? Set.of() : Set.copyOf(VaultKeys.all(vault, ENDED + prefix));
    for (String key : notes) {
      Attempt attempt = Attempt.of(key);
      if (!ended.contains(attempt.ended())) {
        attempts.add(attempt);
      }
    }
    return attempts;
  }

  /** The ids of the backups with attempts. */
  public static List<String> backups(Vault vault) throws IOException {
    return all(vault).stream().map(Attempt::backup).distinct().toList();
  }

  /** When an attempt began; empty when its note is gone or says no time. */
  static Optional<Instant> startOf(Vault vault, Attempt attempt) throws IOException {
    Optional<VaultFile> found = vault.open(attempt.key());
    if (found.isEmpty()) {
      return Optional.empty();
    }
    try (VaultFile file = found.get()) {
      byte[] note = file.content().readNBytes(NOTE_BYTES);
      if (note.length < file.bytes()) {
        throw new IOException("the vault could not be read: " + attempt.key() + " ended early");
      }
      return Optional.of(Instant.parse(new String(note, UTF_8).strip()));
    } catch (DateTimeException e) {
      return Optional.of(Instant.EPOCH); // As old as can be: it holds everything back.
    }
  }

  /** Aborts what the attempts at a backup have not stored to its end; their packs stay. */
  public static void halt(Vault vault, String backup) throws IOException {
    for (Attempt attempt : of(vault, backup + "-")) {
      vault.discard(Pack.FOLDER + attempt.tag() + "-");
    }
    vault.discard(FOLDER + backup + "-");
  }

  /** Removes what all attempts at a backup that does not exist have written. */
  public static void discard(Vault vault, String backup) throws IOException {
    for (Attempt attempt : of(vault, backup + "-")) {
      vault.discard(Pack.FOLDER + attempt.tag() + "-");
      for (String key : VaultKeys.all(vault, Pack.FOLDER + attempt.tag() + "-")) {
        vault.delete(key);
      }
      end(vault, attempt); // The last: after it, others may refer to the packs.
    }
    vault.discard(FOLDER + backup + "-");
  }

  /** Ends all attempts at a backup that does exist, or did: their packs stay. */
  public static void settle(Vault vault, String backup) throws IOException {
    for (Attempt attempt : of(vault, backup + "-")) {
      vault.discard(Pack.FOLDER + attempt.tag() + "-");
      end(vault, attempt);
    }
    vault.discard(FOLDER + backup + "-");
  }

  /** Removes the note; where the store keeps it for some time, another one says that it is over. */
  private static void end(Vault vault, Attempt attempt) throws IOException {
    try {
      vault.delete(attempt.key());
    } catch (VaultLockedException e) {
      try {
        VaultKeys.store(vault, attempt.ended(), new byte[] {'\n'});
      } catch (AlreadyStoredException already) {
        // It was over before.
      }
    }
  }

  /** Removes notes of attempts that are over, as far as the store lets go of them. */
  static void clear(Vault vault) throws IOException {
    Set<String> notes = new HashSet<>(VaultKeys.all(vault, FOLDER));
    for (String ended : VaultKeys.all(vault, ENDED)) {
      String note = FOLDER + ended.substring(ENDED.length());
      if (!notes.contains(note) || VaultKeys.deleted(vault, note)) {
        VaultKeys.deleted(vault, ended);
      }
    }
  }
}
