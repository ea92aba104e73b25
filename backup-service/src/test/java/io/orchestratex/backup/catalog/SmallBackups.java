package io.orchestratex.backup.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.orchestratex.backup.catalog.Manifest.Part;
import io.orchestratex.backup.catalog.Manifest.StoredFile;
import io.orchestratex.backup.engine.ContentHash;
import io.orchestratex.backup.engine.DumpedFile;
import io.orchestratex.backup.engine.ObjectFact;
import io.orchestratex.backup.engine.ProgressMonitor;
import io.orchestratex.backup.pipeline.ArtifactInput;
import io.orchestratex.backup.pipeline.KeyRing;
import io.orchestratex.backup.pipeline.Pipeline;
import io.orchestratex.backup.pipeline.PipelineSettings;
import io.orchestratex.backup.repository.Collector;
import io.orchestratex.backup.repository.Collector.Collected;
import io.orchestratex.backup.repository.Repositories;
import io.orchestratex.backup.repository.RepositorySettings;
import io.orchestratex.backup.repository.RepositoryWriter;
import io.orchestratex.backup.vault.Listing;
import io.orchestratex.backup.vault.Vault;
import io.orchestratex.backup.vault.Vaults;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One process of the service, as far as it takes, reads and removes backups; on any vault. */
public final class SmallBackups {

  /** How long what is not needed stays. */
  public static final Duration GRACE = Duration.ofHours(1);

  private static final String OBJECT = "things";

  private final Vault vault;
  private final Repositories repositories;
  private final Catalog catalog;
  private final ArtifactCheck check;
  private final Inventory inventory;
  private final Collector collector;
  private final ChunkReferences references;

  public SmallBackups(Vault vault, KeyRing keys) {
    this.vault = vault;
    Vaults vaults = new Vaults(Map.of(Vaults.DEFAULT, vault));
    Pipeline pipeline = new Pipeline(new PipelineSettings(1));
    RepositorySettings settings = new RepositorySettings(RepositorySettings.SMALLEST, GRACE, 50);
    repositories = new Repositories(vaults, keys, pipeline, settings);
    catalog = new Catalog(vaults, pipeline, new ManifestCodec(keys), keys, repositories);
    check = new ArtifactCheck(catalog, _ -> SmallBackups::read);
    inventory = new Inventory(vaults);
    collector = new Collector(vaults, keys, pipeline, settings);
    references = new ChunkReferences(catalog, inventory);
  }

  private static List<ObjectFact> read(InputStream file, ProgressMonitor monitor)
      throws IOException {
    return List.of(fact(file.readAllBytes()));
  }

  private static ObjectFact fact(byte[] bytes) {
    ContentHash hash = new ContentHash();
    hash.add(bytes, 0, bytes.length);
    return hash.fact(OBJECT);
  }

  public Catalog catalog() {
    return catalog;
  }

  /** Something that happens while a backup is taken. */
  @FunctionalInterface
  public interface Meanwhile {
    void happen() throws IOException;
  }

  /** One worker's attempt. */
  public Manifest take(String id, int attempt, Map<String, Map<String, byte[]>> content)
      throws IOException {
    return take(id, attempt, content, Instant.EPOCH, () -> {});
  }

  /**
   * One worker's attempt.
   *
   * @param content by target and scope
   * @param meanwhile when all is written and checked, before the manifest is committed
   */
  public Manifest take(
      String id,
      int attempt,
      Map<String, Map<String, byte[]>> content,
      Instant began,
      Meanwhile meanwhile)
      throws IOException {
    BackupFiles files = catalog.files(Vaults.DEFAULT, id);
    Optional<Manifest> committed = catalog.find(Vaults.DEFAULT, id);
    if (committed.isPresent()) {
      files.settle();
      return committed.get();
    }
    assertThat(files.restart()).isTrue();
    try {
      files.requireRoom(1);
      Manifest manifest;
      try (RepositoryWriter repository = repositories.begin(Vaults.DEFAULT, id, began)) {
        manifest = written(files, repository, attempt, content);
      }
      check.checkLists(manifest, manifest.parts(), ProgressMonitor.NONE);
      meanwhile.happen();
      if (!catalog.commit(manifest)) {
        throw new AssertionError("the backup exists with another manifest");
      }
      files.settle();
      return manifest;
    } catch (IOException e) {
      try {
        files.discard();
      } catch (IOException late) {
        e.addSuppressed(late);
      }
      throw e;
    }
  }

  private Manifest written(
      BackupFiles files,
      RepositoryWriter repository,
      int attempt,
      Map<String, Map<String, byte[]>> content)
      throws IOException {
    List<Part> parts = new ArrayList<>();
    for (var target : content.entrySet()) {
      try (PartFiles written = new PartFiles(files, repository, attempt, target.getKey())) {
        List<DumpedFile> dumped = new ArrayList<>();
        for (var file : target.getValue().entrySet()) {
          byte[] bytes = file.getValue();
          try (OutputStream out = written.begin(file.getKey())) {
            out.write(bytes, 0, bytes.length / 2);
            out.write(bytes, bytes.length / 2, bytes.length - bytes.length / 2);
          }
          dumped.add(new DumpedFile(file.getKey(), List.of(fact(bytes)), Map.of()));
        }
        parts.add(
            new Part(
                target.getKey(),
                "test",
                "1",
                "server",
                "point",
                written.commit(dumped),
                List.of()));
      }
    }
    repository.finish();
    return new Manifest(
        Manifest.CHUNKS,
        files.backup(),
        Vaults.DEFAULT,
        "full",
        null,
        "ann",
        Instant.EPOCH,
        "test",
        "",
        catalog.keyId(),
        repository.repository(),
        parts);
  }

  /** Reads everything back and holds it against the manifest. */
  public void verify(String id) throws IOException {
    Manifest manifest = catalog.get(Vaults.DEFAULT, id);
    check.check(manifest, manifest.parts(), ProgressMonitor.NONE);
  }

  /** Reads everything back as a restore does. */
  public void readBack(String id, Map<String, Map<String, byte[]>> content) throws IOException {
    Manifest manifest = catalog.get(Vaults.DEFAULT, id);
    assertThat(manifest.targets()).containsExactlyElementsOf(content.keySet());
    for (Part part : manifest.parts()) {
      for (StoredFile file : part.files()) {
        try (InputStream in = catalog.source(manifest, part).open(file.scope())) {
          byte[] read = in.readAllBytes();
          ((ArtifactInput) in).finish();
          assertThat(read)
              .isEqualTo(content.getOrDefault(part.target(), Map.of()).get(file.scope()));
        }
      }
    }
  }

  public void delete(String id) throws IOException {
    catalog.files(Vaults.DEFAULT, id).delete();
  }

  /** One run of the collection. */
  public Collected collect(Instant now) throws IOException {
    return collector.collect(Vaults.DEFAULT, lists -> references.read(Vaults.DEFAULT, lists), now);
  }

  /** What the sweep after a start removes of a job that has ended. */
  public void sweepUploads() throws IOException {
    inventory.readPending(
        Vaults.DEFAULT,
        folders -> {
          for (String folder : folders.keySet()) {
            catalog.files(Vaults.DEFAULT, folder).discardUploads();
          }
        });
  }

  /** By backup, whether it has a manifest. */
  public Map<String, Boolean> folders() throws IOException {
    Map<String, Boolean> all = new LinkedHashMap<>();
    inventory.read(Vaults.DEFAULT, all::putAll);
    return all;
  }

  /** The keys of files in the folder of a backup that it needs. */
  public List<String> keys(String id) throws IOException {
    List<String> keys = new ArrayList<>(List.of(id + "/" + BackupFiles.MANIFEST));
    catalog
        .get(Vaults.DEFAULT, id)
        .parts()
        .forEach(part -> part.files().forEach(file -> keys.add(id + "/" + file.name())));
    return keys;
  }

  /** All that is in the vault. */
  public List<String> everything() throws IOException {
    List<String> keys = new ArrayList<>();
    @Nullable String after = "";
    while (after != null) {
      Listing page = vault.list("", after, 1_000);
      keys.addAll(page.keys());
      after = page.next();
    }
    return keys;
  }
}
