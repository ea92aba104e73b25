package io.orchestratex.backup.engine.redis;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.orchestratex.backup.engine.DumpedFile;
import io.orchestratex.backup.engine.EnginePlan;
import io.orchestratex.backup.engine.ObjectFact;
import io.orchestratex.backup.engine.PlannedObject;
import io.orchestratex.backup.engine.PlannedObject.Action;
import io.orchestratex.backup.engine.RestoreScope;
import io.orchestratex.backup.engine.ScopeSettings;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** What a restore would do to each database of a server; changes nothing. */
final class RestorePreview {

  /** Counting ends after it, and goes on by proportion. */
  private static final Duration COUNTING = Duration.ofSeconds(5);

  private static final String KEYS = ".keys";

  private final Server server;
  private final RestoreScope scope;
  private final RedisSettings settings;
  private final ScopeSettings backedUp;
  private final List<PlannedObject> objects = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();
  private final List<String> obstacles = new ArrayList<>();
  private final List<Pattern> kept;

  RestorePreview(
      Server server, RestoreScope scope, RedisSettings settings, ScopeSettings backedUp) {
    this.server = server;
    this.scope = scope;
    this.settings = settings;
    this.backedUp = backedUp;
    this.kept =
        settings.keptIn(scope.access().target()).stream().map(RestorePreview::pattern).toList();
  }

  /** A pattern of {@code KEYS}, of which only {@code *} and {@code ?} mean something here. */
  private static Pattern pattern(String glob) {
    return Pattern.compile(
        "\\Q" + glob.replace("*", "\\E.*\\Q").replace("?", "\\E.\\Q") + "\\E", Pattern.DOTALL);
  }

  EnginePlan plan() throws IOException {
    Set<String> wanted = RedisRestore.wanted(scope);
    Map<Integer, Long> databases = new LinkedHashMap<>(server.databases());
    databases.keySet().removeAll(BesideDatabases.all(server).keySet());
    List<String> existing = new ArrayList<>();
    for (String database : wanted) {
      Map<String, Long> now =
          KeyFacts.isDatabase(database) ? counts(KeyFacts.number(database)) : functions();
      if (!now.isEmpty()) {
        existing.add(database);
        requireBackedUp(database);
      }
      add(database, now);
    }
    if (!scope.selection().filters()) {
      databases.forEach((number, keys) -> {
        String name = KeyFacts.name(number);
        if (!wanted.contains(name)) {
          objects.add(new PlannedObject(name + KEYS, keys, null, Action.KEEP));
        }
      });
    }
    warn(wanted);
    refuse(wanted);
    return new EnginePlan(objects, warnings, obstacles, existing);
  }

  private void add(String database, Map<String, Long> now) {
    Map<String, Long> left = new TreeMap<>(now);
    for (DumpedFile file : scope.files()) {
      for (ObjectFact object : file.objects()) {
        if (object.database().equals(database)) {
          Long count = left.remove(object.name());
          objects.add(
              new PlannedObject(
                  object.name(),
                  count,
                  object.count(),
                  count == null ? Action.CREATE : Action.REPLACE));
        }
      }
    }
    left.forEach((name, count) -> objects.add(new PlannedObject(name, count, null, Action.DROP)));
  }

  /** What is not backed up has no safety backup either. */
  private void requireBackedUp(String database) {
    if (!backedUp.includes(database)) {
      obstacles.add(ScopeSettings.outside(database));
    }
  }

  private Map<String, Long> functions() throws IOException {
    long count = FunctionLibraries.count(server);
    return count == 0 ? Map.of() : Map.of(KeyFacts.FUNCTIONS + ".libraries", count);
  }

  /** How many keys of each type a database has. */
  private Map<String, Long> counts(int database) throws IOException {
    server.select(database);
    long size = server.connection().call("DBSIZE") instanceof Long keys ? keys : 0;
    Map<String, Long> counts = new TreeMap<>();
    long[] seen = {0};
    long end = System.nanoTime() + COUNTING.toNanos();
    server.scan(
        "*",
        keys -> {
          List<byte[]> own = keys.stream().filter(key -> !stays(key)).toList();
          types(own)
              .forEach(type -> counts.merge(KeyFacts.name(database) + "." + type, 1L, Long::sum));
          seen[0] += own.size();
          return System.nanoTime() < end;
        });
    if (System.nanoTime() >= end && seen[0] > 0) {
      counts.replaceAll((_, count) -> count * size / seen[0]);
    }
    return counts;
  }

  private boolean stays(byte[] key) {
    String name = new String(key, ISO_8859_1);
    return Marks.isMark(key) || kept.stream().anyMatch(each -> each.matcher(name).matches());
  }

  private List<String> types(List<byte[]> keys) throws IOException {
    RedisConnection connection = server.connection();
    for (byte[] key : keys) {
      connection.header(2);
      connection.argument(BesideLoad.word("TYPE"));
      connection.argument(key);
    }
    connection.flush();
    List<String> types = new ArrayList<>();
    for (byte[] _ : keys) {
      String type = RedisConnection.text(connection.reply());
      if (!type.equals("none")) {
        types.add(isOwn(type) ? type : ValueType.MODULE.text());
      }
    }
    return types;
  }

  /** Whether a type is the server's own and not a module's. */
  private static boolean isOwn(String type) {
    for (ValueType each : ValueType.values()) {
      if (each.text().equals(type)) {
        return true;
      }
    }
    return false;
  }

  private void warn(Set<String> wanted) {
    warnings.add("users and their rights (ACL) and the server's settings are not in a backup.");
    List<String> patterns = settings.keptIn(scope.access().target());
    if (!patterns.isEmpty() && wanted.stream().anyMatch(KeyFacts::isDatabase)) {
      warnings.add(
          "keys "
              + String.join(", ", patterns)
              + " stay as they are now: services of OrchestrateX keep in them which sessions are"
              + " open and who called how often, and those of the backup are long over.");
    }
    if (attribute(RedisDump.EXPIRING) > 0) {
      warnings.add(
          "keys of the backup that have expired by now do not come back, and the others expire at"
              + " the time that they had.");
    }
  }

  private long attribute(String name) {
    return scope.files().stream()
        .map(file -> file.attributes().getOrDefault(name, "0"))
        .mapToLong(text -> text.matches("\\d{1,18}") ? Long.parseLong(text) : 0)
        .sum();
  }

  private void refuse(Set<String> wanted) throws IOException {
    if (server.isCluster()) {
      obstacles.add(
          "the server is a node of a cluster, which has one database only; restore into a server"
              + " that is none, or load the exported file into the cluster");
    } else if (BesideDatabases.free(server, RedisRestore.numbers(wanted)) < wanted.size()) {
      obstacles.add(
          "the server has too few empty numbered databases to load "
              + String.join(", ", wanted)
              + " into before they are replaced; raise databases in its configuration");
    }
    if (server.info("role").equals("slave")) {
      obstacles.add("the server is a replica; restore into its source, and it gets the data");
    }
    refuseVersion();
    refuseMemory();
  }

  private void refuseVersion() {
    long rdb = attribute(RedisDump.RDB_VERSION);
    if (!ServerVersion.in(server.version()).reads((int) rdb)) {
      String from =
          scope.files().getFirst().attributes().getOrDefault(RedisDump.SERVER, "another server");
      obstacles.add(
          "the backup is of "
              + from
              + " in version "
              + rdb
              + " of the RDB format, which "
              + server.version()
              + " cannot read; restore into a "
              + from
              + " that is at least as new as the one that was backed up");
    }
  }

  /** A server that evicts would evict live keys to make room. */
  private void refuseMemory() {
    long limit = server.number("maxmemory");
    long used = server.number("used_memory");
    long needed =
        scope.files().stream()
            .flatMap(file -> file.objects().stream())
            .filter(object -> scope.selection().wants(object.database(), object.name()))
            .mapToLong(object -> object.bytes() + object.count() * 64)
            .sum();
    if (!scope.selection().filters()) {
      needed = Math.max(needed, attribute(RedisDump.MEMORY));
    }
    if (limit > 0 && used + needed > limit) {
      obstacles.add(
          "the server may use %d MiB (maxmemory), uses %d MiB and needs about %d MiB more until what it has now is replaced; raise maxmemory for the restore, or restore into another server"
              .formatted(limit >> 20, used >> 20, (needed >> 20) + 1));
    }
  }
}
