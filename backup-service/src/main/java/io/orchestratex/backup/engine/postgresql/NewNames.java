package io.orchestratex.backup.engine.postgresql;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.orchestratex.backup.engine.DumpedFile;
import io.orchestratex.backup.engine.ObjectFact;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Databases that are restored under another name. */
final class NewNames {

  /** The server cuts longer names off. */
  private static final int LONGEST = 63;

  /** Whoever connects without a name, or makes a database, expects these to be the server's. */
  private static final Set<String> SERVERS_OWN = Set.of("template0", "template1", "postgres");

  private NewNames() {}

  static Optional<String> refusal(String database) {
    if (database.isBlank() || database.getBytes(UTF_8).length > LONGEST) {
      return Optional.of("is no name of a database: 1 to " + LONGEST + " bytes are allowed");
    }
    if (database.chars().anyMatch(each -> each < ' ' || each == 0x7f)) {
      return Optional.of("is no name of a database: it has a control character");
    }
    if (SERVERS_OWN.contains(database)) {
      return Optional.of("is a database of the server itself");
    }
    return database.startsWith(PgNames.BESIDE) || database.startsWith(PgNames.OLD)
        ? Optional.of("begins like the temporary names of restores")
        : Optional.empty();
  }

  static DumpedFile renamed(DumpedFile file, String database) {
    if (database.equals(file.scope())) {
      return file;
    }
    String before = PgNames.part(file.scope()) + ".";
    String after = PgNames.part(database) + ".";
    List<ObjectFact> objects =
        file.objects().stream().map(each -> each.named(name(each.name(), before, after))).toList();
    Map<String, String> attributes = new HashMap<>(file.attributes());
    attributes.computeIfPresent(
        ExtensionTables.ATTRIBUTE,
        (_, _) ->
            ExtensionTables.json(
                ExtensionTables.of(file).stream().map(each -> name(each, before, after)).toList()));
    attributes.computeIfPresent(
        UnreadableTables.ATTRIBUTE,
        (_, _) ->
            UnreadableTables.json(
                UnreadableTables.of(file.attributes()).stream()
                    .map(each -> name(each, before, after))
                    .toList()));
    attributes.computeIfPresent(
        ColumnOrders.ATTRIBUTE,
        (_, _) -> {
          Map<String, String> columns = new LinkedHashMap<>();
          ColumnOrders.of(file.attributes())
              .forEach((table, order) -> columns.put(name(table, before, after), order));
          return ColumnOrders.written(columns);
        });
    return new DumpedFile(database, objects, attributes);
  }

  private static String name(String object, String before, String after) {
    return object.startsWith(before) ? after + object.substring(before.length()) : object;
  }
}
