package io.orchestratex.backup.engine.mongodb;

import com.mongodb.MongoException;
import com.mongodb.client.MongoCursor;
import io.orchestratex.backup.engine.BackupEngine;
import io.orchestratex.backup.engine.ContentHash;
import io.orchestratex.backup.engine.Dump;
import io.orchestratex.backup.engine.DumpSource;
import io.orchestratex.backup.engine.DumpTarget;
import io.orchestratex.backup.engine.DumpedFile;
import io.orchestratex.backup.engine.EngineAccess;
import io.orchestratex.backup.engine.Expiry;
import io.orchestratex.backup.engine.ObjectFact;
import io.orchestratex.backup.engine.PlannedObject;
import io.orchestratex.backup.engine.PlannedObject.Action;
import io.orchestratex.backup.engine.PlumbingSettings;
import io.orchestratex.backup.engine.ProgressMonitor;
import io.orchestratex.backup.engine.RestoreScope;
import io.orchestratex.backup.engine.ScopeSettings;
import io.orchestratex.backup.engine.ServerFacts;
import io.orchestratex.backup.engine.SwapStep;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.bson.BsonDocument;
import org.bson.BsonTimestamp;
import org.bson.RawBsonDocument;

/**
 * MongoDB from 6.0 on, as a replica set. Users and roles, which live in {@code admin}, are not part
 * of a backup.
 */
@Singleton
final class MongodbEngine implements BackupEngine {

  private static final int BATCH = 5_000;

  private final Set<String> plumbing;
  private final ScopeSettings scope;

  MongodbEngine(PlumbingSettings settings, ScopeSettings scope) {
    this.plumbing = settings.names();
    this.scope = scope;
  }

  @Override
  public String name() {
    return "mongodb";
  }

  @Override
  public String address(EngineAccess access) {
    return String.join(",", Server.uri(access).getHosts());
  }

  @Override
  public ServerFacts describe(EngineAccess access) {
    return with(
        access,
        ProgressMonitor.NONE,
        "MongoDB cannot be asked",
        server -> new ServerFacts(server.version(), server.identity(), server.databases()));
  }

  @Override
  public Dump dump(EngineAccess access, DumpTarget target, ProgressMonitor monitor)
      throws IOException {
    return withIo(
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
  public List<PlannedObject> plan(RestoreScope scope) {
    return with(
        scope.access(),
        ProgressMonitor.NONE,
        "MongoDB cannot be asked",
        server -> planned(server, scope));
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
        Action action =
            !RestoreNames.isWanted(scope, plumbing, object.name())
                ? Action.SKIP
                : exists ? Action.REPLACE : Action.CREATE;
        plan.add(
            new PlannedObject(
                object.name(),
                exists ? count(server, database, collection) : null,
                object.count(),
                action,
                action == Action.SKIP ? null : Expiries.after(file, object.name())));
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

  @Override
  public List<Expiry> load(RestoreScope scope, DumpSource source, ProgressMonitor monitor)
      throws IOException {
    return withIo(
        scope.access(),
        monitor,
        "loading failed",
        server -> {
          new ViewSwap(server).steps(scope); // Refuses now rather than after hours of loading.
          RestoreNames names = new RestoreNames(scope, plumbing);
          monitor.expect(
              scope.files().stream()
                  .flatMap(file -> file.objects().stream())
                  .mapToLong(ObjectFact::bytes)
                  .sum());
          List<Expiry> held = new ArrayList<>();
          for (DumpedFile file : scope.files()) {
            BesideLoad beside = new BesideLoad(server, names.beside(), monitor);
            try (InputStream in = source.open(file.scope())) {
              new ArchiveReader(in).read(beside);
            }
            held.addAll(beside.held());
          }
          return held;
        });
  }

  @Override
  public List<ObjectFact> measure(RestoreScope scope, ProgressMonitor monitor) {
    return with(
        scope.access(),
        monitor,
        "reading back failed",
        server -> {
          Map<String, String> beside = new RestoreNames(scope, plumbing).beside();
          List<ObjectFact> facts = new ArrayList<>();
          beside.forEach(
              (name, collection) -> facts.add(measured(server, name, collection, monitor)));
          return facts;
        });
  }

  private static ObjectFact measured(
      Server server, String name, String collection, ProgressMonitor monitor) {
    monitor.detail(name);
    ContentHash hash = new ContentHash();
    try (MongoCursor<RawBsonDocument> cursor =
        server
            .database(Namespace.databaseOf(name))
            .getCollection(collection, RawBsonDocument.class)
            .find()
            .batchSize(BATCH)
            .cursor()) {
      while (cursor.hasNext()) {
        ByteBuffer bytes = cursor.next().getByteBuffer().asNIO();
        int length = bytes.remaining();
        hash.add(bytes.array(), bytes.arrayOffset() + bytes.position(), length);
        monitor.processed(length);
        monitor.checkpoint();
      }
    }
    return hash.fact(name);
  }

  @Override
  public List<SwapStep> swaps(RestoreScope scope) {
    return with(
        scope.access(),
        ProgressMonitor.NONE,
        "MongoDB cannot be asked",
        server -> {
          RestoreNames names = new RestoreNames(scope, plumbing);
          List<SwapStep> steps = new ArrayList<>();
          names
              .beside()
              .forEach((name, beside) -> {
                String database = Namespace.databaseOf(name);
                BsonDocument info = server.info(database, beside);
                if (info == null) {
                  throw new IllegalStateException(beside + " was not loaded");
                }
                steps.add(
                    new SwapStep(
                        database,
                        Namespace.collectionOf(name),
                        beside,
                        names.old(beside),
                        Server.uuid(info)));
              });
          steps.addAll(new ViewSwap(server).steps(scope));
          return steps;
        });
  }

  @Override
  public void swap(RestoreScope scope, SwapStep step) {
    briefly(
        scope,
        "putting " + step.live() + " in place failed",
        server -> {
          if (ViewSwap.concerns(step)) {
            new ViewSwap(server).define(step.container(), step.live(), step.identity());
          } else {
            new Renames(server).swap(step);
          }
          return true;
        });
  }

  @Override
  public void unswap(RestoreScope scope, SwapStep step) {
    briefly(
        scope,
        "putting " + step.live() + " back failed",
        server -> {
          if (ViewSwap.concerns(step)) {
            new ViewSwap(server).undo(step);
          } else {
            new Renames(server).unswap(step);
          }
          return true;
        });
  }

  @Override
  public boolean inPlace(RestoreScope scope, SwapStep step) {
    return briefly(
        scope,
        "MongoDB cannot be asked",
        server ->
            ViewSwap.concerns(step)
                ? new ViewSwap(server).isDefined(step)
                : new Renames(server).inPlace(step));
  }

  @Override
  public void enforce(RestoreScope scope, Expiry rule) {
    briefly(
        scope,
        "having the documents of " + rule.name() + " expire again failed",
        server -> {
          Expiries.enforce(server, rule);
          return true;
        });
  }

  @Override
  public List<String> leftovers(RestoreScope scope) {
    return briefly(
        scope,
        "MongoDB cannot be asked",
        server ->
            RestoreNames.temporary(server).stream()
                .filter(name ->
                    RestoreNames.isTemporary(Namespace.collectionOf(name), scope.restoreId()))
                .toList());
  }

  @Override
  public Set<String> restoresWithLeftovers(EngineAccess access) {
    return with(
        access,
        ProgressMonitor.NONE,
        "MongoDB cannot be asked",
        server ->
            RestoreNames.temporary(server).stream()
                .flatMap(name -> RestoreNames.restoreOf(Namespace.collectionOf(name)).stream())
                .collect(Collectors.toSet()));
  }

  @Override
  public void remove(RestoreScope scope, String leftover) {
    if (!RestoreNames.isTemporary(Namespace.collectionOf(leftover), scope.restoreId())) {
      throw new IllegalArgumentException(leftover + " is none of this restore's");
    }
    briefly(
        scope,
        "removing " + leftover + " failed",
        server -> {
          server
              .database(Namespace.databaseOf(leftover))
              .getCollection(Namespace.collectionOf(leftover))
              .drop();
          return true;
        });
  }

  /** Work during which the job is locked. */
  private <T> T briefly(RestoreScope scope, String what, Function<Server, T> work) {
    try (Server server = Server.connectBriefly(scope.access(), this.scope)) {
      return work.apply(server);
    } catch (MongoException e) {
      throw Server.explained(what, e);
    }
  }

  private <T> T with(
      EngineAccess access, ProgressMonitor monitor, String what, Function<Server, T> work) {
    try {
      return withIo(access, monitor, what, work::apply);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /**
   * Work with a server. A stop closes the client, so that the next call fails; a call that waits
   * for its answer just then waits on, for five minutes at most.
   */
  private <T> T withIo(EngineAccess access, ProgressMonitor monitor, String what, IoWork<T> work)
      throws IOException {
    try (Server server = Server.connect(access, scope);
        ProgressMonitor.Registration _ = monitor.onStop(server::close)) {
      try {
        return work.with(server);
      } catch (MongoException e) {
        monitor.checkpoint();
        throw Server.explained(what, e);
      } catch (IllegalStateException e) {
        monitor.checkpoint(); // A closed client answers so.
        throw e;
      }
    }
  }

  private interface IoWork<T> {
    T with(Server server) throws IOException;
  }
}
