package io.orchestratex.backup.repository;

import io.orchestratex.backup.pipeline.ArtifactInput;
import io.orchestratex.backup.pipeline.Content;
import io.orchestratex.backup.pipeline.DamagedArtifactException;
import io.orchestratex.backup.pipeline.KeyRing;
import io.orchestratex.backup.pipeline.Pipeline;
import io.orchestratex.backup.repository.Attempts.Attempt;
import io.orchestratex.backup.vault.Vault;
import io.orchestratex.backup.vault.VaultFile;
import io.orchestratex.backup.vault.Vaults;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The repository of each vault. */
@Singleton
public final class Repositories {

  private final Vaults vaults;
  private final KeyRing ring;
  private final Pipeline pipeline;
  private final RepositorySettings settings;
  private final Map<String, Repository> byVault = new ConcurrentHashMap<>();

  public Repositories(Vaults vaults, KeyRing ring, Pipeline pipeline, RepositorySettings settings) {
    this.vaults = vaults;
    this.ring = ring;
    this.pipeline = pipeline;
    this.settings = settings;
  }

  /**
   * Begins an attempt at a backup, which uses what earlier attempts at it have stored. The vault's
   * repository is made when it has none.
   *
   * @throws DamagedArtifactException when none of our keys opens it
   */
  public RepositoryWriter begin(String vault, String backup, Instant now) throws IOException {
    Vault in = vaults.get(vault);
    Repository repository = of(vault, in, new KeyObjects(in, ring).openOrMake());
    Attempt attempt = Attempts.begin(in, backup, now);
    Set<String> own = Attempts.tagsOf(in, backup);
    repository.refresh(own);
    return new RepositoryWriter(repository, pipeline, settings, attempt.tag(), own);
  }

  /** The repository as it is known, unless the vault has another one by now. */
  private Repository of(String name, Vault vault, RepositoryKeys keys) {
    return byVault.compute(
        name,
        (_, known) ->
            known == null || !known.keys().id().equals(keys.id())
                ? new Repository(vault, keys)
                : known);
  }

  /**
   * The keys of a vault's repository.
   *
   * @param id of the repository that is wanted
   * @throws DamagedArtifactException when the vault has none or another one, or our keys do not
   *     open it
   */
  public RepositoryKeys keys(String vault, String id) throws IOException {
    return opened(vault, id).keys();
  }

  private Repository opened(String name, String id) throws IOException {
    Repository known = byVault.get(name);
    if (known != null && known.keys().id().equals(id)) {
      return known;
    }
    Vault vault = vaults.get(name);
    RepositoryKeys keys =
        new KeyObjects(vault, ring)
            .open()
            .orElseThrow(() ->
                new DamagedArtifactException(
                    "the keys of repository %s are missing: nothing is left under %s in %s"
                        .formatted(id, KeyObjects.FOLDER, vault.location())));
    if (!keys.id().equals(id)) {
      throw new DamagedArtifactException(
          "it belongs to repository %s, and %s holds repository %s: its chunks are not here"
              .formatted(id, vault.location(), keys.id()));
    }
    return of(name, vault, keys);
  }

  /**
   * Makes sure that one of our keys opens the vault's repository, if it has one.
   *
   * @throws DamagedArtifactException that names the key, when none does
   */
  public void requireOpen(String vault) throws IOException {
    var _ = new KeyObjects(vaults.get(vault), ring).open();
  }

  /**
   * Opens a file that is kept in chunks.
   *
   * @param repository the id of the one it is in
   * @param list the list of its chunks, which is closed with it
   */
  public ArtifactInput open(FileInVault file, String repository, VaultFile list)
      throws IOException {
    Repository in = opened(file.vault(), repository);
    return new ChunkedInput(file.name(), in, sealedList(in, file, list), file.content());
  }

  /** Reads the list of a file's chunks to its end, and nothing of the chunks. */
  public void readList(FileInVault file, String repository, VaultFile list) throws IOException {
    try (ArtifactInput sealed = sealedList(opened(file.vault(), repository), file, list)) {
      sealed.finish();
    }
  }

  private ArtifactInput sealedList(Repository in, FileInVault file, VaultFile list)
      throws IOException {
    return pipeline.reading(
        list.content(), in.keys().lists(), file.backup(), file.name(), file.list());
  }

  /**
   * Which file.
   *
   * @param name of the file that lists its chunks
   * @param list what that file holds
   * @param content what the file itself holds
   */
  public record FileInVault(
      String vault, String backup, String name, Content list, Content content) {}
}
