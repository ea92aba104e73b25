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
import io.orchestratex.backup.vault.Vault;
import io.orchestratex.backup.vault.Vaults;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Takes a small backup, checks it and reads it back as the service does, on any vault. */
public final class BackupSequence {

  public static final String ID = "20010101_000001";

  private static final String OBJECT = "things";

  private final Map<String, Map<String, byte[]>> content;
  private final Pipeline pipeline;
  private final Catalog catalog;
  private final ArtifactCheck check;
  private final Inventory inventory;

  /**
   * @param content by target and scope
   */
  public BackupSequence(Vault vault, KeyRing keys, Map<String, Map<String, byte[]>> content) {
    this.content = content;
    Vaults vaults = new Vaults(Map.of(Vaults.DEFAULT, vault));
    pipeline = new Pipeline(keys, new PipelineSettings(1));
    catalog = new Catalog(vaults, pipeline, new ManifestCodec(keys), keys);
    check = new ArtifactCheck(catalog, _ -> BackupSequence::read);
    inventory = new Inventory(vaults);
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

  /** One worker's attempt. */
  public Manifest take(int attempt) throws IOException {
    Optional<Manifest> committed = catalog.find(Vaults.DEFAULT, ID);
    if (committed.isPresent()) {
      return committed.get();
    }
    BackupFiles files = catalog.files(Vaults.DEFAULT, ID);
    assertThat(files.discard()).isTrue();
    try {
      files.requireRoom(1);
      Manifest manifest = written(files, attempt);
      check.check(manifest, manifest.parts(), ProgressMonitor.NONE);
      if (!catalog.commit(manifest)) {
        throw new AssertionError("the backup exists with another manifest");
      }
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

  private Manifest written(BackupFiles files, int attempt) throws IOException {
    List<Part> parts = new ArrayList<>();
    for (var target : content.entrySet()) {
      try (PartFiles written = new PartFiles(files, pipeline, attempt, target.getKey())) {
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
    return new Manifest(
        Manifest.FORMAT,
        ID,
        Vaults.DEFAULT,
        "full",
        null,
        "ann",
        Instant.EPOCH,
        "test",
        "",
        catalog.keyId(),
        parts);
  }

  /** Reads everything back and holds it against the manifest. */
  public void verify() throws IOException {
    Manifest manifest = catalog.get(Vaults.DEFAULT, ID);
    check.check(manifest, manifest.parts(), ProgressMonitor.NONE);
  }

  /** Reads everything back as a restore does. */
  public void readBack() throws IOException {
    Manifest manifest = catalog.get(Vaults.DEFAULT, ID);
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

  public void delete() throws IOException {
    catalog.files(Vaults.DEFAULT, ID).delete();
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

  /** The keys that the backup needs. */
  public List<String> keys() throws IOException {
    Manifest manifest = catalog.get(Vaults.DEFAULT, ID);
    List<String> keys = new ArrayList<>(List.of(ID + "/" + BackupFiles.MANIFEST));
    manifest
        .parts()
        .forEach(part -> part.files().forEach(file -> keys.add(ID + "/" + file.name())));
    return keys;
  }
}
