package io.orchestratex.backup.catalog;

import io.orchestratex.backup.pipeline.KeyRing;
import io.orchestratex.backup.vault.Vault;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Takes a small backup, checks it and reads it back as the service does, on any vault. */
public final class BackupSequence {

  public static final String ID = "20010101_000001";

  private final SmallBackups backups;
  private final Map<String, Map<String, byte[]>> content;

  /**
   * @param content by target and scope
   */
  public BackupSequence(Vault vault, KeyRing keys, Map<String, Map<String, byte[]>> content) {
    backups = new SmallBackups(vault, keys);
    this.content = content;
  }

  /** One worker's attempt. */
  public void take(int attempt) throws IOException {
    backups.take(ID, attempt, content);
  }

  /** Reads everything back and holds it against the manifest. */
  public void verify() throws IOException {
    backups.verify(ID);
  }

  /** Reads everything back as a restore does. */
  public void readBack() throws IOException {
    backups.readBack(ID, content);
  }

  public void delete() throws IOException {
    backups.delete(ID);
  }

  /** What the keeper and two runs of the collection remove. */
  public void sweepUploads() throws IOException {
    backups.sweepUploads();
    backups.collect(Instant.EPOCH);
    backups.collect(Instant.EPOCH.plus(SmallBackups.GRACE));
  }

  /** By backup, whether it has a manifest. */
  public Map<String, Boolean> folders() throws IOException {
    return backups.folders();
  }

  /** The keys that are there when nothing is that the backup does not need. */
  public List<String> keys() throws IOException {
    List<String> keys = new ArrayList<>(backups.keys(ID));
    keys.addAll(ofRepository());
    backups.everything().stream()
        .filter(key -> key.startsWith("packs/"))
        .limit(1)
        .forEach(keys::add);
    return keys;
  }

  /** The keys of the repository's secret, which stay. */
  public List<String> ofRepository() throws IOException {
    return backups.everything().stream().filter(key -> key.startsWith("repository/")).toList();
  }
}
