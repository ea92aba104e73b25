package io.orchestratex.backup.repository;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.orchestratex.backup.pipeline.ArtifactInput;
import io.orchestratex.backup.pipeline.DamagedArtifactException;
import io.orchestratex.backup.pipeline.KeyRing;
import io.orchestratex.backup.pipeline.Pipeline;
import io.orchestratex.backup.repository.Attempts.Attempt;
import io.orchestratex.backup.repository.CollectRules.Limits;
import io.orchestratex.backup.repository.CollectRules.PackFacts;
import io.orchestratex.backup.repository.CollectRules.Plan;
import io.orchestratex.backup.repository.Repositories.FileInVault;
import io.orchestratex.backup.vault.AlreadyStoredException;
import io.orchestratex.backup.vault.Vault;
import io.orchestratex.backup.vault.VaultFile;
import io.orchestratex.backup.vault.Vaults;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes what no backup needs any more from a repository, as {@link CollectRules} decide. Runs of
 * several processes at a time do each other no harm. Any fault ends a run; the next one goes on.
 */
@Singleton
public final class Collector {

  private static final Logger LOG = LoggerFactory.getLogger(Collector.class);

  /** An attempt that has said nothing for so long will not go on. */
  private static final Duration FORGOTTEN = Duration.ofDays(30);

  private static final int MOST_SMALL = 16;

  private final Vaults vaults;
  private final KeyRing ring;
  private final Pipeline pipeline;
  private final RepositorySettings settings;
  private final Map<String, Set<String>> pendingBefore = new ConcurrentHashMap<>();

  public Collector(Vaults vaults, KeyRing ring, Pipeline pipeline, RepositorySettings settings) {
    this.vaults = vaults;
    this.ring = ring;
    this.pipeline = pipeline;
    this.settings = settings;
  }

  /** Takes the list of chunks of a file of a backup. */
  @FunctionalInterface
  public interface Lists {
    void take(FileInVault file, VaultFile list) throws IOException;
  }

  /** Hands out the lists of all backups there are. */
  @FunctionalInterface
  public interface References {
    /**
     * Reads all of them.
     *
     * @throws IOException when one cannot be read: nothing must be removed then
     */
    void read(Lists lists) throws IOException;
  }

  /**
   * What was done.
   *
   * @param marked packs that will be removed; what is removed then is no longer counted
   * @param repacked packs whose chunks were copied to others, and which are marked now
   * @param leftBytes what the packs take that were looked at and are still there
   */
  public record Collected(
      int marked, int removed, long removedBytes, int repacked, long leftBytes) {
    /** Whether a later run will remove something. */
    public boolean isUnfinished() {
      return marked > 0;
    }
  }

  /**
   * Makes one run.
   *
   * @param references read after the attempts that run were listed
   */
  public Collected collect(String name, References references, Instant now) throws IOException {
    Vault vault = vaults.get(name);
    Optional<RepositoryKeys> keys = new KeyObjects(vault, ring).open();
    if (keys.isEmpty()) {
      return new Collected(0, 0, 0, 0, 0);
    }
    Run run = new Run(vault, keys.get(), now);
    run.look(name, references);
    return run.act();
  }

  private final class Run {
    private final Vault vault;
    private final RepositoryKeys keys;
    private final Instant now;
    private final ChunkSet needed = new ChunkSet();
    private final List<PackFacts> packs = new ArrayList<>();
    private Optional<Instant> oldest = Optional.empty();

    Run(Vault vault, RepositoryKeys keys, Instant now) {
      this.vault = vault;
      this.keys = keys;
      this.now = now;
    }

    void look(String name, References references) throws IOException {
      Attempts.clear(vault);
      List<String> names = VaultKeys.all(vault, Pack.FOLDER);
      Set<String> pending = pending();
      Set<String> writing = attempts();
      discard(name, pending, writing);
      references.read(this::take);
      Set<String> marked = new HashSet<>(Marks.names(vault));
      for (String key : names) {
        String pack = key.substring(Pack.FOLDER.length());
        if (!writing.contains(Attempts.tagOf(pack))) {
          look(pack, marked.contains(pack));
        }
      }
      marked.removeAll(names.stream().map(key -> key.substring(Pack.FOLDER.length())).toList());
      for (String gone : marked) {
        VaultKeys.deleted(
            vault, Marks.FOLDER + gone); // A run has ended between the pack and its mark.
      }
    }

    private Set<String> attempts() throws IOException {
      Set<String> writing = new HashSet<>();
      for (Attempt attempt : Attempts.all(vault)) {
        Optional<Instant> began = Attempts.startOf(vault, attempt);
        if (began.isPresent()) {
          writing.add(attempt.tag());
          if (began.get().isBefore(now.minus(FORGOTTEN))) {
            Attempts.settle(vault, attempt.backup());
          }
          oldest = oldest.filter(other -> other.isBefore(began.get())).or(() -> began);
        }
      }
      return writing;
    }

    private Set<String> pending() throws IOException {
      Set<String> keys = new HashSet<>();
      for (String folder :
          List.of(Pack.FOLDER, Attempts.FOLDER, Attempts.ENDED, Marks.FOLDER, KeyObjects.FOLDER)) {
        keys.addAll(VaultKeys.pending(vault, folder));
      }
      return keys;
    }

    /** Aborts uploads of processes that have died: those that were there at the last run, too. */
    private void discard(String name, Set<String> pending, Set<String> writing) throws IOException {
      Set<String> before = pendingBefore.getOrDefault(name, Set.of());
      for (String key : pending) {
        boolean isPackOfAttempt =
            key.startsWith(Pack.FOLDER)
                && writing.contains(Attempts.tagOf(key.substring(Pack.FOLDER.length())));
        if (before.contains(key) && !isPackOfAttempt) {
          vault.discard(key);
        }
      }
      pendingBefore.put(name, pending);
    }

    private void take(FileInVault file, VaultFile list) throws IOException {
      try (ArtifactInput sealed =
          pipeline.reading(list.content(), keys.lists(), file.backup(), file.name(), file.list())) {
        ChunkList.Reader reader = new ChunkList.Reader(sealed);
        for (ChunkList.Item item = reader.next(); item != null; item = reader.next()) {
          needed.add(item.id());
        }
        sealed.finish();
      }
    }

    private void look(String pack, boolean isMarked) throws IOException {
      Optional<VaultFile> found = vault.open(Pack.FOLDER + pack);
      if (found.isEmpty()) {
        return;
      }
      try (VaultFile file = found.get()) {
        packs.add(
            new PackFacts(
                pack,
                file.bytes(),
                Pack.read(pack, file.content(), file.bytes(), keys),
                isMarked ? Marks.since(vault, pack, now) : null));
      } catch (DamagedArtifactException e) {
        LOG.atWarn()
            .addKeyValue("pack", pack)
            .log("a pack is left alone by the collection: {}", e.getMessage());
      }
    }

    Collected act() throws IOException {
      Limits limits =
          new Limits(
              settings.grace(),
              settings.repackBelowPercent(),
              settings.packBytes() / 4,
              MOST_SMALL);
      Plan plan = CollectRules.decide(packs, needed::contains, oldest, now, limits);
      for (PackFacts pack : packs) {
        if ((plan.mark().contains(pack.name()) || plan.remove().contains(pack.name()))
            && holdsTheOnlyGoodCopy(pack, plan)) {
          plan.mark().remove(pack.name());
          if (plan.remove().remove(pack.name())) {
            plan.unmark().add(pack.name());
          }
        }
      }
      for (String pack : plan.unmark()) {
        VaultKeys.deleted(vault, Marks.FOLDER + pack);
      }
      int removed = 0;
      long bytes = 0;
      for (PackFacts pack : packs) {
        if (plan.remove().contains(pack.name())
            && VaultKeys.deleted(vault, Pack.FOLDER + pack.name())) {
          VaultKeys.deleted(vault, Marks.FOLDER + pack.name());
          removed++;
          bytes += pack.bytes();
        }
      }
      int repacked = repack(plan.repack());
      for (String pack : plan.mark()) {
        mark(pack);
      }
      long marked = packs.stream().filter(pack -> pack.markedAt() != null).count();
      return new Collected(
          (int) marked + plan.mark().size() + repacked - plan.unmark().size() - removed,
          removed,
          bytes,
          repacked,
          packs.stream().mapToLong(PackFacts::bytes).sum() - bytes);
    }

    /** Whether a chunk of a pack is needed, and damaged wherever else it is. */
    private boolean holdsTheOnlyGoodCopy(PackFacts pack, Plan plan) throws IOException {
      try (PackReader reader = new PackReader(vault, keys)) {
        for (ChunkEntry chunk : pack.chunks()) {
          if (needed.contains(chunk.id()) && !isWholeElsewhere(chunk.id(), plan, reader)) {
            return true;
          }
        }
        return false;
      }
    }

    private boolean isWholeElsewhere(ChunkId id, Plan plan, PackReader reader) throws IOException {
      for (PackFacts other : packs) {
        boolean stays =
            other.markedAt() == null
                ? !plan.mark().contains(other.name())
                : plan.unmark().contains(other.name());
        if (stays) {
          for (ChunkEntry entry : other.chunks()) {
            if (entry.id().equals(id) && isWhole(other, entry, reader)) {
              return true;
            }
          }
        }
      }
      return false;
    }

    private boolean isWhole(PackFacts pack, ChunkEntry chunk, PackReader reader)
        throws IOException {
      try {
        Optional<byte[]> sealed = reader.read(pack.name(), chunk);
        if (sealed.isEmpty()) {
          return false;
        }
        ChunkCodec.open(keys, chunk, sealed.get());
        return true;
      } catch (DamagedArtifactException | GeneralSecurityException e) {
        return false;
      }
    }

    private void mark(String pack) throws IOException {
      try {
        VaultKeys.store(vault, Marks.FOLDER + pack, now.toString().getBytes(UTF_8));
      } catch (AlreadyStoredException e) {
        // Another process has marked it.
      }
    }

    /** Copies what is needed of packs into new ones; they are marked only after that. */
    private int repack(List<String> names) throws IOException {
      PackWriter writer =
          new PackWriter(vault, keys, RepositoryKeys.randomHex(8), settings.packBytes());
      ChunkSet copied = new ChunkSet();
      List<String> done = new ArrayList<>();
      try (PackReader reader = new PackReader(vault, keys)) {
        for (PackFacts pack : packs) {
          if (names.contains(pack.name()) && copy(pack, reader, writer, copied)) {
            done.add(pack.name());
          }
        }
      }
      writer.flush();
      for (String pack : done) {
        mark(pack);
      }
      return done.size();
    }

    private boolean copy(PackFacts pack, PackReader reader, PackWriter writer, ChunkSet copied)
        throws IOException {
      for (ChunkEntry chunk : pack.chunks()) {
        if (needed.contains(chunk.id()) && !copied.contains(chunk.id())) {
          Optional<byte[]> sealed = reader.read(pack.name(), chunk);
          if (sealed.isEmpty()) {
            return false;
          }
          try {
            ChunkCodec.open(keys, chunk, sealed.get());
          } catch (GeneralSecurityException e) {
            LOG.atWarn()
                .addKeyValue("pack", pack.name())
                .log("a pack is left alone by the collection: a chunk of it is changed");
            return false;
          }
          writer.add(chunk.id(), sealed.get(), chunk.plainBytes());
          copied.add(chunk.id());
        }
      }
      return true;
    }
  }
}
