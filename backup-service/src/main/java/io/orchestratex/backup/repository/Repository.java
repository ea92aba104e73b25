package io.orchestratex.backup.repository;

import io.orchestratex.backup.pipeline.DamagedArtifactException;
import io.orchestratex.backup.repository.ChunkIndex.Place;
import io.orchestratex.backup.vault.NotAFileException;
import io.orchestratex.backup.vault.Vault;
import io.orchestratex.backup.vault.VaultFile;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The chunks of one vault. What it knows of the packs is read from the packs themselves and can be
 * forgotten at any time. Thread safe.
 */
final class Repository {

  private static final Logger LOG = LoggerFactory.getLogger(Repository.class);

  private final Vault vault;
  private final RepositoryKeys keys;
  private final ChunkIndex index = new ChunkIndex();
  private final Map<String, String> unreadable = new HashMap<>();

  Repository(Vault vault, RepositoryKeys keys) {
    this.vault = vault;
    this.keys = keys;
  }

  RepositoryKeys keys() {
    return keys;
  }

  Vault vault() {
    return vault;
  }

  /**
   * Reads the index of each pack that is new, and decides which packs new backups may refer to: not
   * those of attempts that have not ended, and none that is marked for removal. The packs are
   * listed before and after the attempts: an attempt that fails removes its packs before its note,
   * and one that ends well keeps them.
   */
  void refresh() throws IOException {
    refresh(Set.of());
  }

  /**
   * The same, with the packs of attempts that have not ended.
   *
   * @param own tags of the attempts whose backup will use what they have stored
   */
  synchronized void refresh(Set<String> own) throws IOException {
    List<String> before = packs();
    Set<String> writing = new HashSet<>();
    Attempts.all(vault).forEach(attempt -> writing.add(attempt.tag()));
    Set<String> marked = Set.copyOf(Marks.names(vault));
    Set<String> there = new HashSet<>(packs());
    index.retain(there);
    unreadable.clear();
    for (String name : before) {
      String tag = Attempts.tagOf(name);
      if (there.contains(name) && (!writing.contains(tag) || own.contains(tag))) {
        load(name);
      }
    }
    for (ChunkIndex.Pack pack : index.packs()) {
      pack.shared = !writing.contains(Attempts.tagOf(pack.name)) && !marked.contains(pack.name);
    }
  }

  private List<String> packs() throws IOException {
    return VaultKeys.all(vault, Pack.FOLDER).stream()
        .map(key -> key.substring(Pack.FOLDER.length()))
        .toList();
  }

  /** Reads the index of a pack, unless it is known; one that is damaged is remembered. */
  private void load(String name) throws IOException {
    if (index.pack(name) != null || unreadable.containsKey(name)) {
      return;
    }
    try {
      Optional<VaultFile> found = vault.open(Pack.FOLDER + name);
      if (found.isEmpty()) {
        return;
      }
      try (VaultFile file = found.get()) {
        index.add(name, file.bytes(), Pack.read(name, file.content(), file.bytes(), keys));
      }
    } catch (DamagedArtifactException | NotAFileException e) {
      unreadable.put(name, String.valueOf(e.getMessage()));
      LOG.atWarn().addKeyValue("pack", name).log("a pack cannot be used: {}", e.getMessage());
    }
  }

  /**
   * A chunk that a new backup may refer to.
   *
   * @param own tags of the attempts at that backup
   */
  synchronized @Nullable Place shared(ChunkId id, Set<String> own) {
    return index.find(
        id, pack -> !pack.distrusted && (pack.shared || own.contains(Attempts.tagOf(pack.name))));
  }

  /**
   * Finds a chunk to read it.
   *
   * @param hint the pack it was in when its backup was taken
   * @param thorough whether to look through the vault for it
   */
  synchronized @Nullable Place find(ChunkId id, String hint, boolean thorough) throws IOException {
    Place found = index.find(id, pack -> !pack.distrusted);
    if (found == null) {
      load(hint);
      found = index.find(id, pack -> !pack.distrusted);
    }
    if (found == null && thorough) {
      refresh();
      found = index.find(id, pack -> !pack.distrusted);
    }
    return found == null ? index.find(id, pack -> true) : found;
  }

  /** Why a pack cannot be read, for a person. */
  synchronized String whyNot(String pack) {
    return unreadable.getOrDefault(pack, Pack.FOLDER + pack + " is missing");
  }

  /** Remembers that a chunk of a pack is damaged: new backups store its chunks again. */
  synchronized void distrust(String name) {
    ChunkIndex.Pack pack = index.pack(name);
    if (pack != null) {
      pack.distrusted = true;
    }
  }

  /** Forgets a pack that is gone. */
  synchronized void forget(String name) {
    Set<String> left = new HashSet<>();
    index.packs().forEach(pack -> left.add(pack.name));
    left.remove(name);
    index.retain(left);
  }
}
