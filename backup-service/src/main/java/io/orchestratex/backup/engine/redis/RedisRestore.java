package io.orchestratex.backup.engine.redis;

import io.orchestratex.backup.engine.DumpSource;
import io.orchestratex.backup.engine.DumpedFile;
import io.orchestratex.backup.engine.EngineAccess;
import io.orchestratex.backup.engine.Loaded;
import io.orchestratex.backup.engine.Move;
import io.orchestratex.backup.engine.ObjectFact;
import io.orchestratex.backup.engine.ProgressMonitor;
import io.orchestratex.backup.engine.RenamedRestore;
import io.orchestratex.backup.engine.RestoreScope;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Loads each numbered database into an empty one of the same server, reads it back there, and lets
 * both change places. The server needs memory for both until then.
 */
final class RedisRestore implements RenamedRestore {

  private static final String ASKING = "Redis cannot be asked";

  private final RedisSettings settings;

  RedisRestore(RedisSettings settings) {
    this.settings = settings;
  }

  @Override
  public String text() {
    return "swapped";
  }

  @Override
  public String namesOf(String restoreId) {
    return Marks.namesOf(restoreId);
  }

  /** The databases, and {@code functions}, that a restore is about. */
  static Set<String> wanted(RestoreScope scope) {
    Set<String> wanted = new LinkedHashSet<>();
    for (DumpedFile file : scope.files()) {
      for (ObjectFact object : file.objects()) {
        if (scope.selection().wants(object.database(), object.name())) {
          wanted.add(object.database());
        }
      }
    }
    return wanted;
  }

  /** The numbers of those that are databases. */
  static Set<Integer> numbers(Set<String> wanted) {
    return wanted.stream()
        .filter(KeyFacts::isDatabase)
        .map(KeyFacts::number)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  @Override
  public Loaded load(RestoreScope scope, DumpSource source, ProgressMonitor monitor)
      throws IOException {
    return Server.patiently(
        scope.access(),
        monitor,
        "loading failed",
        server -> {
          monitor.expect(
              scope.files().stream()
                  .flatMap(file -> file.objects().stream())
                  .mapToLong(ObjectFact::bytes)
                  .sum());
          List<ObjectFact> measured = new ArrayList<>();
          for (DumpedFile file : scope.files()) {
            try (InputStream in = source.open(file.scope())) {
              measured.addAll(load(server, scope, in, monitor));
            }
          }
          return new Loaded(List.of(), List.of(), measured);
        });
  }

  private List<ObjectFact> load(
      Server server, RestoreScope scope, InputStream file, ProgressMonitor monitor)
      throws IOException {
    Set<String> wanted = wanted(scope);
    Set<Integer> spared = new HashSet<>(numbers(wanted));
    Map<Integer, BesideLoad.Place> places = new LinkedHashMap<>();
    for (String database : wanted) {
      String name = Marks.loaded(scope, database);
      BesideLoad.Place place =
          new BesideLoad.Place(BesideDatabases.claim(server, name, spared), name);
      places.put(KeyFacts.isDatabase(database) ? KeyFacts.number(database) : -1, place);
    }
    BesideLoad.Place functions = places.remove(-1);
    RdbReader[] reader = new RdbReader[1];
    BesideLoad load = new BesideLoad(server, places, () -> reader[0].version());
    try {
      reader[0] = new RdbReader(new WatchedInput(file, monitor), load);
      reader[0].read();
      load.flush();
    } finally {
      load.discard();
    }
    load.requireComplete(1);
    List<ObjectFact> measured = new ArrayList<>(load.measured());
    if (functions != null) {
      measured.add(loadFunctions(server, functions, load.functions(), reader[0].version()));
    }
    for (Map.Entry<Integer, BesideLoad.Place> each : places.entrySet()) {
      purge(server, each.getValue(), settings.keptIn(scope.access().target()));
      keep(server, each.getValue(), KeyFacts.name(each.getKey()), measured);
    }
    return measured;
  }

  private static ObjectFact loadFunctions(
      Server server, BesideLoad.Place place, List<byte[]> codes, int rdbVersion)
      throws IOException {
    byte[] payload = FunctionLibraries.payload(codes, rdbVersion);
    server.select(place.number());
    RedisConnection connection = server.connection();
    connection.header(3);
    connection.argument(BesideLoad.word("SET"));
    connection.argument(BesideLoad.word(Marks.FUNCTIONS));
    connection.argument(payload);
    connection.flush();
    connection.reply();
    ObjectFact fact = FunctionLibraries.fact(FunctionLibraries.loaded(server));
    keep(server, place, KeyFacts.FUNCTIONS, List.of(fact));
    return fact;
  }

  /** Those keys come from the live database when both change places. */
  private static void purge(Server server, BesideLoad.Place place, List<String> patterns)
      throws IOException {
    server.select(place.number());
    for (String pattern : patterns) {
      server.scan(
          pattern,
          keys -> {
            RedisConnection connection = server.connection();
            connection.header(keys.size() + 1);
            connection.argument(BesideLoad.word("UNLINK"));
            for (byte[] key : keys) {
              connection.argument(key);
            }
            connection.flush();
            connection.reply();
            return true;
          });
    }
  }

  /** Notes what was read back, for {@link #measure}: keys may expire from now on. */
  private static void keep(
      Server server, BesideLoad.Place place, String database, List<ObjectFact> measured)
      throws IOException {
    List<String> words = new ArrayList<>(List.of("HSET", Marks.MEASURED, "", ""));
    for (ObjectFact fact : measured) {
      if (fact.database().equals(database)) {
        words.add(fact.name());
        words.add(fact.count() + " " + fact.hash() + " " + fact.bytes());
      }
    }
    server.select(place.number());
    server.connection().call(words.toArray(String[]::new));
  }

  @Override
  public List<ObjectFact> measure(RestoreScope scope, ProgressMonitor monitor) throws IOException {
    return Server.patiently(
        scope.access(),
        monitor,
        "reading back failed",
        server -> {
          List<ObjectFact> facts = new ArrayList<>();
          for (String database : wanted(scope)) {
            server.select(beside(server, Marks.loaded(scope, database)));
            List<?> kept =
                RedisConnection.list(server.connection().call("HGETALL", Marks.MEASURED));
            for (int i = 0; i + 1 < kept.size(); i += 2) {
              String name = RedisConnection.text(kept.get(i));
              if (!name.isEmpty()) {
                facts.add(fact(name, RedisConnection.text(kept.get(i + 1)).split(" ")));
              }
            }
          }
          return facts;
        });
  }

  private static ObjectFact fact(String name, String[] kept) {
    return new ObjectFact(name, Long.parseLong(kept[0]), kept[1], Long.parseLong(kept[2]));
  }

  private static int beside(Server server, String name) throws IOException {
    return BesideDatabases.number(server, name)
        .orElseThrow(() -> new IllegalStateException(name + " was not loaded"));
  }

  @Override
  public List<Move> moves(RestoreScope scope) {
    return Server.briefly(
        scope.access(),
        ASKING,
        server -> {
          Map<String, Integer> beside = new HashMap<>();
          BesideDatabases.all(server).forEach((number, name) -> beside.put(name, number));
          List<Move> moves = new ArrayList<>();
          for (String database : wanted(scope)) {
            String loaded = Marks.loaded(scope, database);
            Integer number = beside.get(loaded);
            if (number == null) {
              throw new IllegalStateException(loaded + " was not loaded");
            }
            moves.add(
                KeyFacts.isDatabase(database)
                    ? new DatabaseSwap(KeyFacts.number(database), number, loaded).move()
                    : functions(server, number).move());
          }
          return moves;
        });
  }

  private static FunctionsSwap functions(Server server, int number) throws IOException {
    server.select(number);
    return new FunctionsSwap(
        number, FunctionLibraries.fact(FunctionLibraries.loaded(server)).hash());
  }

  private static boolean isSwap(Move move) {
    return move.id().startsWith(DatabaseSwap.KIND + " ");
  }

  @Override
  public void apply(RestoreScope scope, Move move) {
    Server.briefly(
        scope.access(),
        move.text() + " failed",
        server -> {
          if (isSwap(move)) {
            DatabaseSwap.of(move).apply(server, scope.replaces(), kept(scope));
          } else {
            FunctionsSwap.of(move).apply(server);
          }
          return true;
        });
  }

  private List<String> kept(RestoreScope scope) {
    return settings.keptIn(scope.access().target());
  }

  @Override
  public void undo(RestoreScope scope, Move move) {
    Server.briefly(
        scope.access(),
        "undoing \"" + move.text() + "\" failed",
        server -> {
          if (isSwap(move)) {
            DatabaseSwap.of(move).undo(server, kept(scope));
          } else {
            FunctionsSwap.of(move).undo(server);
          }
          return true;
        });
  }

  @Override
  public boolean isApplied(RestoreScope scope, Move move) {
    return Server.briefly(
        scope.access(),
        ASKING,
        server ->
            isSwap(move)
                ? DatabaseSwap.of(move).isApplied(server)
                : FunctionsSwap.of(move).isApplied(server));
  }

  @Override
  public List<String> leftovers(RestoreScope scope) {
    return Server.briefly(
        scope.access(), ASKING, server -> BesideDatabases.of(server, scope.restoreId()));
  }

  @Override
  public Set<String> restoresWithLeftovers(EngineAccess access) {
    return Server.briefly(
        access,
        ASKING,
        server ->
            BesideDatabases.all(server).values().stream()
                .flatMap(name -> Marks.restoreOf(name).stream())
                .collect(Collectors.toSet()));
  }

  @Override
  public void remove(RestoreScope scope, String leftover) {
    if (!Marks.restoreOf(leftover).filter(scope.restoreId()::equals).isPresent()) {
      throw new IllegalArgumentException(leftover + " is not one of this restore's");
    }
    Server.briefly(
        scope.access(),
        "removing " + leftover + " failed",
        server -> {
          for (Map.Entry<Integer, String> each : BesideDatabases.all(server).entrySet()) {
            if (each.getValue().equals(leftover)) {
              BesideDatabases.drop(server, each.getKey(), leftover);
            }
          }
          return true;
        });
  }
}
