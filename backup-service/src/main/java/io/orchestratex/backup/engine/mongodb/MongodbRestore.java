package io.orchestratex.backup.engine.mongodb;

import com.mongodb.client.MongoCursor;
import io.orchestratex.backup.engine.ContentHash;
import io.orchestratex.backup.engine.Deviation;
import io.orchestratex.backup.engine.DumpSource;
import io.orchestratex.backup.engine.DumpedFile;
import io.orchestratex.backup.engine.EngineAccess;
import io.orchestratex.backup.engine.KeepCurrentSettings;
import io.orchestratex.backup.engine.Loaded;
import io.orchestratex.backup.engine.Move;
import io.orchestratex.backup.engine.ObjectFact;
import io.orchestratex.backup.engine.ProgressMonitor;
import io.orchestratex.backup.engine.RenamedRestore;
import io.orchestratex.backup.engine.RestoreScope;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.bson.BsonDocument;
import org.bson.RawBsonDocument;

/**
 * Loads collections under temporary names of the same database and renames them. Views are defined
 * anew, and rules by which documents expire come last.
 */
final class MongodbRestore implements RenamedRestore {

  private static final int BATCH = 5_000;

  private final Connections connections;
  private final KeepCurrentSettings keepCurrent;
  private final String ownAccounts;

  /**
   * @param ownAccounts see {@link MongodbSettings#ownAccounts}
   */
  MongodbRestore(Connections connections, KeepCurrentSettings keepCurrent, String ownAccounts) {
    this.connections = connections;
    this.keepCurrent = keepCurrent;
    this.ownAccounts = ownAccounts;
  }

  @Override
  public String namesOf(String restoreId) {
    return "collections that begin with %s%s_ (previous) and %s%s_ (loaded)"
        .formatted(Server.OLD, restoreId, Server.BESIDE, restoreId);
  }

  @Override
  public Loaded load(RestoreScope scope, DumpSource source, ProgressMonitor monitor)
      throws IOException {
    return connections.patiently(
        scope.access(),
        monitor,
        "loading failed",
        server -> {
          // Refuses now rather than after hours of loading.
          List<Deviation> deviations =
              new ArrayList<>(new ViewDefinitions(server).tried(scope).deviations());
          DefinitionLoad definitions = new DefinitionLoad(server, monitor);
          RestoreNames names = new RestoreNames(scope, keepCurrent);
          monitor.expect(
              scope.files().stream()
                  .flatMap(file -> file.objects().stream())
                  .mapToLong(ObjectFact::bytes)
                  .sum());
          for (DumpedFile file : scope.files()) {
            BesideLoad beside =
                new BesideLoad(server, names.beside(), file.objects(), definitions, monitor);
            try (InputStream in = source.open(file.scope())) {
              new ArchiveReader(in).read(RenamedArchive.of(beside, scope.naming()));
            }
          }
          deviations.addAll(definitions.deviations());
          return new Loaded(definitions.held().stream().map(TtlRule::move).toList(), deviations);
        });
  }

  @Override
  public List<ObjectFact> measure(RestoreScope scope, ProgressMonitor monitor) throws IOException {
    return connections.patiently(
        scope.access(),
        monitor,
        "reading back failed",
        server -> {
          Map<String, String> beside = new RestoreNames(scope, keepCurrent).beside();
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
  public List<Move> moves(RestoreScope scope) {
    return connections.briefly(
        scope.access(),
        "MongoDB cannot be asked",
        server -> {
          RestoreNames names = new RestoreNames(scope, keepCurrent);
          List<Move> moves = new ArrayList<>();
          ViewDefinitions views = new ViewDefinitions(server);
          names
              .beside()
              .forEach((name, staged) ->
                  moves.addAll(moves(server, views, name, staged, names.old(staged))));
          for (ViewChange change : views.tried(scope).changes()) {
            if (!scope.replaces() && !change.before().isEmpty()) {
              throw RestoreScope.taken("view " + change.database() + "." + change.view());
            }
            moves.add(change.move());
          }
          return moves;
        });
  }

  private static List<Move> moves(
      Server server, ViewDefinitions views, String name, String staged, String old) {
    String database = Namespace.databaseOf(name);
    String collection = Namespace.collectionOf(name);
    BsonDocument info = server.info(database, staged);
    if (info == null) {
      throw new IllegalStateException(staged + " was not loaded");
    }
    if (Accounts.is(name)) {
      return List.of(new AccountsMerge(collection, staged, old).move());
    }
    if (collection.equals(Namespace.FUNCTIONS)) {
      String hash = FunctionsSwap.hash(server, database, staged);
      return List.of(new FunctionsSwap(database, staged, old, hash).move());
    }
    List<Move> moves = new ArrayList<>();
    views.removal(database, collection).ifPresent(change -> moves.add(change.move()));
    if (TimeseriesSwap.isStaged(server, database, staged)) {
      moves.add(new TimeseriesSwap(database, collection, staged, old).move());
      return moves;
    }
    moves.add(new CollectionRename(database, collection, staged, old, Server.uuid(info)).move());
    return moves;
  }

  @Override
  public Optional<String> difference(
      RestoreScope scope, String object, DumpSource source, ProgressMonitor monitor)
      throws IOException {
    String beside = new RestoreNames(scope, keepCurrent).beside().get(object);
    if (beside == null) {
      return Optional.empty();
    }
    return connections.patiently(
        scope.access(),
        monitor,
        "looking for the difference failed",
        server -> {
          DocumentDifference difference = new DocumentDifference(server, object, beside, monitor);
          for (DumpedFile file : scope.files()) {
            try (InputStream in = source.open(file.scope())) {
              new ArchiveReader(in).read(RenamedArchive.of(difference, scope.naming()));
            }
          }
          return difference.text();
        });
  }

  @Override
  public void apply(RestoreScope scope, Move move) {
    connections.briefly(
        scope.access(),
        move.text() + " failed",
        server -> {
          switch (kind(move)) {
            case CollectionRename.KIND ->
                new Renames(server, scope.replaces()).apply(CollectionRename.of(move));
            case ViewChange.KIND -> new ViewDefinitions(server).apply(ViewChange.of(move));
            case FunctionsSwap.KIND -> FunctionsSwap.of(move).apply(server);
            case AccountsMerge.KIND -> AccountsMerge.of(move).apply(server, rule(server, scope));
            case TimeseriesSwap.KIND -> TimeseriesSwap.of(move).apply(server, scope.replaces());
            default -> Expiration.enforce(server, TtlRule.of(move));
          }
          return true;
        });
  }

  private AccountsMerge.Rule rule(Server server, RestoreScope scope) {
    return new AccountsMerge.Rule(OwnAccounts.of(server, ownAccounts), scope.replaces());
  }

  private static String kind(Move move) {
    return move.id().substring(0, move.id().indexOf(' '));
  }

  @Override
  public void undo(RestoreScope scope, Move move) {
    connections.briefly(
        scope.access(),
        "undoing \"" + move.text() + "\" failed",
        server -> {
          switch (kind(move)) {
            case CollectionRename.KIND -> new Renames(server).undo(CollectionRename.of(move));
            case ViewChange.KIND -> new ViewDefinitions(server).undo(ViewChange.of(move));
            case FunctionsSwap.KIND -> FunctionsSwap.of(move).undo(server);
            case AccountsMerge.KIND -> AccountsMerge.of(move).undo(server, rule(server, scope));
            case TimeseriesSwap.KIND -> TimeseriesSwap.of(move).undo(server);
            default -> throw new IllegalArgumentException(move.id() + " is not undone");
          }
          return true;
        });
  }

  @Override
  public boolean isApplied(RestoreScope scope, Move move) {
    return connections.briefly(
        scope.access(),
        "MongoDB cannot be asked",
        server ->
            switch (kind(move)) {
              case CollectionRename.KIND ->
                  new Renames(server).isApplied(CollectionRename.of(move));
              case ViewChange.KIND -> new ViewDefinitions(server).isApplied(ViewChange.of(move));
              case FunctionsSwap.KIND -> FunctionsSwap.of(move).isApplied(server);
              case AccountsMerge.KIND ->
                  AccountsMerge.of(move).isApplied(server, rule(server, scope));
              case TimeseriesSwap.KIND -> TimeseriesSwap.of(move).isApplied(server);
              default -> Expiration.isInForce(server, TtlRule.of(move));
            });
  }

  @Override
  public List<String> leftovers(RestoreScope scope) {
    return connections.briefly(
        scope.access(),
        "MongoDB cannot be asked",
        server ->
            RestoreNames.temporary(server).stream()
                .filter(name ->
                    RestoreNames.isTemporary(Namespace.collectionOf(name), scope.restoreId()))
                .toList());
  }

  @Override
  public Set<String> restoresWithLeftovers(EngineAccess access) {
    return connections.briefly(
        access,
        "MongoDB cannot be asked",
        server ->
            RestoreNames.temporary(server).stream()
                .flatMap(name -> RestoreNames.restoreOf(Namespace.collectionOf(name)).stream())
                .collect(Collectors.toSet()));
  }

  @Override
  public void remove(RestoreScope scope, String leftover) {
    if (!RestoreNames.isTemporary(Namespace.collectionOf(leftover), scope.restoreId())) {
      throw new IllegalArgumentException(leftover + " is not one of this restore's");
    }
    connections.briefly(
        scope.access(),
        "removing " + leftover + " failed",
        server -> {
          server
              .database(Namespace.databaseOf(leftover))
              .getCollection(Namespace.collectionOf(leftover))
              .drop();
          return true;
        });
  }
}
