package io.orchestratex.backup.engine.mongodb;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.orchestratex.backup.engine.DumpedFile;
import io.orchestratex.backup.engine.Naming;
import io.orchestratex.backup.engine.ScopeLevel;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Databases and collections that are restored under another name. */
final class NewNames {

  private static final int LONGEST_DATABASE = 63;
  private static final int LONGEST = 255;

  /** What the server allows in no name of a database, on whichever system it runs. */
  private static final String NOT_IN_DATABASES = "/\\. \"$*<>:|?";

  private static final Set<String> SERVERS_OWN = Set.of("admin", "config", "local");

  private NewNames() {}

  static Optional<String> refusal(ScopeLevel level, String name) {
    if (level == ScopeLevel.DATABASE) {
      return ofDatabase(name);
    }
    int dot = name.indexOf('.');
    if (dot <= 0 || dot == name.length() - 1) {
      return Optional.of("is no name of a collection: write database.collection");
    }
    String collection = name.substring(dot + 1);
    if (collection.startsWith("system.")
        || collection.startsWith(Server.BESIDE)
        || collection.startsWith(Server.OLD)) {
      return Optional.of("begins like the names that the server or restores use themselves");
    }
    if (collection.contains("$") || collection.indexOf('\0') >= 0) {
      return Optional.of("is no name of a collection: $ and the null character are not allowed");
    }
    return name.getBytes(UTF_8).length > LONGEST
        ? Optional.of("is longer than " + LONGEST + " bytes with its database")
        : ofDatabase(name.substring(0, dot));
  }

  private static Optional<String> ofDatabase(String database) {
    if (database.isEmpty() || database.getBytes(UTF_8).length > LONGEST_DATABASE) {
      return Optional.of(
          "is no name of a database: 1 to " + LONGEST_DATABASE + " bytes are allowed");
    }
    if (database.chars().anyMatch(each -> NOT_IN_DATABASES.indexOf(each) >= 0 || each < ' ')) {
      return Optional.of(
          "is no name of a database: MongoDB allows no space and none of "
              + NOT_IN_DATABASES.replace(" ", ""));
    }
    return SERVERS_OWN.contains(database)
        ? Optional.of("is a database of the server itself")
        : Optional.empty();
  }

  static DumpedFile renamed(DumpedFile file, Naming naming) {
    if (naming.isNone()) {
      return file;
    }
    Map<String, String> attributes = new HashMap<>(file.attributes());
    attributes.computeIfPresent(
        Timeseries.ATTRIBUTE, (_, text) -> Timeseries.renamed(text, naming));
    attributes.computeIfPresent(
        Expiration.ATTRIBUTE, (_, text) -> Expiration.renamed(text, naming));
    attributes.replaceAll((name, text) -> ViewDefinitions.renamed(name, text, naming));
    return new DumpedFile(
        file.scope(),
        file.objects().stream().map(each -> each.named(naming.collection(each.name()))).toList(),
        attributes);
  }
}
