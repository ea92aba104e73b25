package io.orchestratex.backup.engine.mongodb;

import io.orchestratex.backup.engine.BackupEngine;
import io.orchestratex.backup.engine.ContentHash;
import io.orchestratex.backup.engine.Dump;
import io.orchestratex.backup.engine.DumpTarget;
import io.orchestratex.backup.engine.DumpedFile;
import io.orchestratex.backup.engine.EngineAccess;
import io.orchestratex.backup.engine.EnginePlan;
import io.orchestratex.backup.engine.KeepCurrentSettings;
import io.orchestratex.backup.engine.ObjectFact;
import io.orchestratex.backup.engine.PlannedObject;
import io.orchestratex.backup.engine.PlannedObject.Action;
import io.orchestratex.backup.engine.ProgressMonitor;
import io.orchestratex.backup.engine.RestoreScope;
import io.orchestratex.backup.engine.RestoreWay;
import io.orchestratex.backup.engine.ScopeLevel;
import io.orchestratex.backup.engine.ScopeSettings;
import io.orchestratex.backup.engine.SelectiveRestore;
import io.orchestratex.backup.engine.ServerFacts;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bson.BsonDocument;
import org.bson.BsonTimestamp;

/**
 * MongoDB from 6.0 on, as a replica set. Users and roles, which live in {@code admin}, are not part
 * of a backup.
 */
@Singleton
final class MongodbEngine implements BackupEngine, SelectiveRestore {

  private static final int NAMED_OBJECTS = 5;

  private final KeepCurrentSettings keepCurrent;
  private final Connections connections;
  private final MongodbRestore restore;

  MongodbEngine(KeepCurrentSettings settings, ScopeSettings scope) {
    this.keepCurrent = settings;
    this.connections = new Connections(scope);
    this.restore = new MongodbRestore(connections, keepCurrent);
  }

  @Override
  public String name() {
    return "mongodb";
  }

  @Override
  public String fileSuffix() {
    return ".archive"; // Of mongorestore --archive.
  }

  @Override
  public Set<ScopeLevel> levels() {
    return Set.of(ScopeLevel.DATABASE, ScopeLevel.COLLECTION);
  }

  @Override
  public RestoreWay restoreWay() {
    return restore;
  }

  @Override
  public String address(EngineAccess access) {
    return String.join(",", Server.uri(access).getHosts());
  }

  @Override
  public ServerFacts describe(EngineAccess access) {
    return connections.briefly(
        access,
        "MongoDB cannot be asked",
        server -> new ServerFacts(server.version(), server.identity(), server.databases()));
  }

  @Override
  public Dump dump(EngineAccess access, DumpTarget target, ProgressMonitor monitor)
      throws IOException {
    return connections.patiently(
        access,
        monitor,
        "the dump failed",
        server -> {
          String version = server.version();
          SnapshotDump.Result result = new SnapshotDump(server, target, monitor).write(version);
          BsonTimestamp at = result.at();
          String point = at == null ? "empty" : "cluster time " + at.getTime() + "." + at.getInc();
          return new Dump(version, server.identity(), point, List.of(result.file()));
        });
  }

  @Override
  public List<ObjectFact> read(InputStream file, ProgressMonitor monitor) throws IOException {
    Map<String, ContentHash> hashes = new LinkedHashMap<>();
    List<ObjectFact> facts = new ArrayList<>();
    new ArchiveReader(file)
        .read(
            new ArchiveReader.Receiver() {
              @Override
              public void document(Namespace namespace, byte[] bson, int length) {
                hashes
                    .computeIfAbsent(namespace.name(), _ -> new ContentHash())
                    .add(bson, 0, length);
                monitor.processed(length);
                monitor.checkpoint();
              }

              @Override
              public void end(Namespace namespace) {
                if (!namespace.isView()) {
                  facts.add(
                      hashes
                          .getOrDefault(namespace.name(), new ContentHash())
                          .fact(namespace.name()));
                }
              }
            });
    return facts;
  }

  @Override
  public EnginePlan plan(RestoreScope scope) {
    return connections.briefly(
        scope.access(),
        "MongoDB cannot be asked",
        server -> {
          List<PlannedObject> objects = planned(server, scope);
          return new EnginePlan(
              objects, warnings(objects), new ViewDefinitions(server).obstacles(scope));
        });
  }

  private static List<String> warnings(List<PlannedObject> objects) {
    List<String> warnings = new ArrayList<>();
    warnings.add("accounts and roles of the server are not part of a backup.");
    List<String> expiring =
        objects.stream()
            .filter(object -> object.expiresAfterSeconds() != null)
            .map(PlannedObject::name)
            .toList();
    if (!expiring.isEmpty()) {
      int more = expiring.size() - NAMED_OBJECTS;
      warnings.add(
          "records of "
              + String.join(", ", expiring.stream().limit(NAMED_OBJECTS).toList())
              + (more > 0 ? " and " + more + " more" : "")
              + " expire by their age (TTL); those of the backup that are older than that go soon"
              + " after the restore.");
    }
    return warnings;
  }

  private List<PlannedObject> planned(Server server, RestoreScope scope) {
    List<PlannedObject> plan = new ArrayList<>();
    Set<String> inBackup = new HashSet<>();
    Map<String, Map<String, BsonDocument>> present = new LinkedHashMap<>();
    for (DumpedFile file : scope.files()) {
      for (ObjectFact object : file.objects()) {
        inBackup.add(object.name());
        String database = Namespace.databaseOf(object.name());
        String collection = Namespace.collectionOf(object.name());
        if (!scope.selection().wants(database, object.name())) {
          continue;
        }
        boolean exists =
            present.computeIfAbsent(database, server::collections).containsKey(collection);
        Long current = exists ? count(server, database, collection) : null;
        plan.add(
            RestoreNames.isWanted(scope, keepCurrent, object.name())
                ? new PlannedObject(
                    object.name(),
                    current,
                    object.count(),
                    exists ? Action.REPLACE : Action.CREATE,
                    Expiration.after(file, object.name()))
                : PlannedObject.skipped(
                    object.name(), current, object.count(), KeepCurrentSettings.REASON));
      }
    }
    present.forEach((database, collections) ->
        collections.forEach((collection, info) -> {
          String name = database + "." + collection;
          if (!inBackup.contains(name)
              && scope.selection().wants(database, name)
              && !info.getString("type").getValue().equals(Namespace.VIEW)) {
            plan.add(
                new PlannedObject(name, count(server, database, collection), null, Action.KEEP));
          }
        }));
    return plan;
  }

  private static long count(Server server, String database, String collection) {
    return server.database(database).getCollection(collection).estimatedDocumentCount();
  }
}
