package io.orchestratex.gateway.console.service.backup;

import io.orchestratex.gateway.console.frame.Visit;
import io.orchestratex.gateway.console.service.Address;
import io.orchestratex.gateway.console.service.Download;
import io.orchestratex.gateway.console.service.Paged;
import io.orchestratex.gateway.console.service.ServiceClient;
import jakarta.inject.Singleton;
import java.io.InputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Backups and what can be backed up. */
@Singleton
public final class BackupApi {

  private static final String BACKUPS = "/api/v1/backups";
  private static final String IMPORT = "/api/v1/backups/import";
  private static final String BACKUP = "/api/v1/backups/{}";

  private final ServiceClient client;

  BackupApi(ServiceClient client) {
    this.client = client;
  }

  /**
   * Which backups are wanted; null means any.
   *
   * @param state queued, running, verifying, succeeded, failed or cancelled
   * @param verified true or false
   * @param drilled true or false
   */
  public record Filter(
      @Nullable String state,
      @Nullable String target,
      @Nullable String label,
      @Nullable String verified,
      @Nullable String drilled) {}

  /**
   * Something that can be backed up.
   *
   * @param scopes how much of it one restore can be about: server, database, collection
   * @param imports what can be imported for it; null where nothing can
   */
  public record Target(
      String id,
      String engine,
      List<String> scopes,
      @Nullable String imports,
      boolean reachable,
      List<String> databases,
      @Nullable String failure) {

    public Target {
      scopes = Backup.orEmpty(scopes);
      databases = Backup.orEmpty(databases);
    }
  }

  /** Where backups are kept. */
  public record Vault(String name, boolean usable) {}

  public Paged<Backup> list(Visit visit, Filter filter, int limit, long offset) {
    return client.page(
        visit,
        Address.of(BACKUPS)
            .with("state", filter.state())
            .with("target", filter.target())
            .with("label", filter.label())
            .with("verified", filter.verified())
            .with("drilled", filter.drilled())
            .with("limit", limit)
            .with("offset", offset),
        Backup.class);
  }

  public Backup get(Visit visit, String id) {
    return client.get(visit, Address.of(BACKUP, id), Backup.class);
  }

  /**
   * Orders a backup; of all targets where none is named.
   *
   * @param databases only these; empty for all
   * @param collections only these, {@code database.collection}; empty for all
   * @param users whether accounts and roles of the servers are in it
   */
  public Backup order(
      Visit visit,
      List<String> targets,
      List<String> databases,
      List<String> collections,
      boolean users,
      @Nullable String label,
      @Nullable String vault,
      @Nullable String key) {
    Map<String, Object> body = new HashMap<>();
    if (!targets.isEmpty()) {
      body.put("targets", targets);
    }
    if (!databases.isEmpty()) {
      body.put("databases", databases);
    }
    if (!collections.isEmpty()) {
      body.put("collections", collections);
    }
    if (users) {
      body.put("users", true);
    }
    putIfGiven(body, "label", label);
    putIfGiven(body, "vault", vault);
    return client.send(visit, "POST", Address.of(BACKUPS), body, key, Backup.class);
  }

  /**
   * What can be imported.
   *
   * @param folder where dumps are read from; null when none is open
   */
  public record ImportPlaces(@Nullable String folder, long maxBytes, long roomBytes) {}

  public ImportPlaces importPlaces(Visit visit) {
    return client.get(visit, Address.of(IMPORT), ImportPlaces.class);
  }

  /** Makes a backup of a dump that lies in the folder of imports. */
  public Backup importDump(
      Visit visit,
      @Nullable String path,
      @Nullable String target,
      @Nullable String label,
      @Nullable String vault,
      @Nullable String key) {
    Map<String, Object> body = new HashMap<>();
    putIfGiven(body, "path", path);
    putIfGiven(body, "target", target);
    putIfGiven(body, "label", label);
    putIfGiven(body, "vault", vault);
    return client.send(visit, "POST", Address.of(IMPORT), body, key, Backup.class);
  }

  /**
   * What is said of a dump that is uploaded.
   *
   * @param target that it is a dump of
   * @param key makes one backup of what is sent twice
   */
  public record Upload(
      String target,
      @Nullable String name,
      @Nullable String label,
      @Nullable String vault,
      @Nullable String key) {}

  /**
   * Makes a backup of a dump that comes from the browser.
   *
   * @param length bytes of it; negative where that is not known
   */
  public Backup upload(Visit visit, Upload upload, InputStream dump, long length) {
    return client.upload(
        visit,
        Address.of(IMPORT + "/upload")
            .with("target", upload.target())
            .with("name", upload.name())
            .with("label", upload.label())
            .with("vault", upload.vault()),
        new ServiceClient.Sent(dump, length, upload.key()),
        Backup.class);
  }

  private static void putIfGiven(Map<String, Object> body, String field, @Nullable String value) {
    if (value != null) {
      body.put(field, value);
    }
  }

  public void cancel(Visit visit, String id) {
    client.run(visit, "POST", Address.of(BACKUP + "/cancel", id), null);
  }

  public void verify(Visit visit, String id) {
    client.run(visit, "POST", Address.of(BACKUP + "/verify", id), null);
  }

  public void hold(Visit visit, String id, String reason) {
    client.run(visit, "POST", Address.of(BACKUP + "/hold", id), Map.of("reason", reason));
  }

  public void release(Visit visit, String id) {
    client.run(visit, "POST", Address.of(BACKUP + "/release", id), null);
  }

  public void copy(Visit visit, String id, String vault) {
    client.run(visit, "POST", Address.of(BACKUP + "/copies", id), Map.of("vault", vault));
  }

  public void removeCopy(Visit visit, String id, String vault) {
    client.run(visit, "DELETE", Address.of(BACKUP + "/copies/{}", id, vault), null);
  }

  /** Whether no policy removes it, and archives of important backups take it. */
  public void mark(Visit visit, String id, boolean important) {
    client.run(visit, important ? "PUT" : "DELETE", Address.of(BACKUP + "/important", id), null);
  }

  public void delete(Visit visit, String id) {
    client.run(visit, "DELETE", Address.of(BACKUP, id), null);
  }

  /**
   * Begins to read the file of a part.
   *
   * @param format null for the form that the engine's own tools restore
   */
  public Download export(
      Visit visit, String id, String target, @Nullable String database, @Nullable String format) {
    return client.download(
        visit,
        Address.of(BACKUP + "/export", id)
            .with("target", target)
            .with("database", database)
            .with("format", format));
  }

  /** Begins to read a backup as one archive. */
  public Download archive(Visit visit, String id) {
    return client.download(visit, Address.of(BACKUP + "/archive", id));
  }

  public List<Vault> vaults(Visit visit) {
    return client.page(visit, Address.of("/api/v1/vaults").with("limit", 100), Vault.class).items();
  }

  public List<Target> targets(Visit visit) {
    return client
        .page(visit, Address.of("/api/v1/targets").with("limit", 100), Target.class)
        .items();
  }
}
