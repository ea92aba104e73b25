package io.orchestratex.backup.engine.mongodb;

import com.mongodb.MongoCommandException;
import io.orchestratex.backup.engine.DumpedFile;
import io.orchestratex.backup.engine.Expiry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonInt64;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;

/**
 * TTL indexes and clustered collections that expire. The server deletes from a collection as soon
 * as it has such a rule, so a backup older than its rule could never be loaded and compared; what
 * is loaded beside has none, and gets it once it is in place.
 */
final class Expiries {

  /** Attribute of a file: which collections in it have a rule, for the plan of a restore. */
  static final String ATTRIBUTE = "expiries";

  private static final String AFTER = "expireAfterSeconds";

  /** What the server itself makes of a rule that is no number. */
  private static final long LONGEST = Integer.MAX_VALUE;

  private static final int NAMESPACE_NOT_FOUND = 26;
  private static final int INDEX_NOT_FOUND = 27;

  private Expiries() {}

  /** The rules of a collection, as the archive describes it. */
  static List<Expiry> of(Namespace namespace) {
    List<Expiry> rules = new ArrayList<>();
    BsonValue clustered = namespace.options().get(AFTER);
    if (clustered != null) {
      rules.add(rule(namespace, "", clustered));
    }
    for (BsonValue each : namespace.metadata().getArray("indexes", new BsonArray())) {
      BsonDocument index = each.asDocument();
      BsonValue after = index.get(AFTER);
      // A clustered collection lists its own rule once more, as if it were an index.
      if (after != null && !index.containsKey("clustered")) {
        rules.add(rule(namespace, index.getString("name").getValue(), after));
      }
    }
    return rules;
  }

  private static Expiry rule(Namespace namespace, String index, BsonValue after) {
    boolean number = after.isNumber() && !Double.isNaN(after.asNumber().doubleValue());
    return new Expiry(
        namespace.database(),
        namespace.collection(),
        index,
        number ? after.asNumber().longValue() : LONGEST);
  }

  /** The options of a collection or index without its rule. */
  static BsonDocument without(BsonDocument description) {
    BsonDocument rest = description.clone();
    rest.remove(AFTER);
    return rest;
  }

  /** Puts a rule in force. A collection or index that somebody dropped meanwhile needs none. */
  static void enforce(Server server, Expiry rule) {
    BsonDocument command = new BsonDocument("collMod", new BsonString(rule.object()));
    BsonInt64 after = new BsonInt64(rule.afterSeconds());
    if (rule.index().isEmpty()) {
      command.append(AFTER, after);
    } else {
      command.append(
          "index", new BsonDocument("name", new BsonString(rule.index())).append(AFTER, after));
    }
    try {
      server.database(rule.container()).runCommand(command);
    } catch (MongoCommandException e) {
      if (e.getErrorCode() != NAMESPACE_NOT_FOUND && e.getErrorCode() != INDEX_NOT_FOUND) {
        throw e;
      }
    }
  }

  /** For {@link #ATTRIBUTE}: the shortest rule of each collection that has one. */
  static String json(List<Namespace> namespaces) {
    Map<String, Long> shortest = new TreeMap<>();
    for (Namespace namespace : namespaces) {
      of(namespace).forEach(rule -> shortest.merge(rule.name(), rule.afterSeconds(), Math::min));
    }
    BsonDocument rules = new BsonDocument();
    shortest.forEach((name, seconds) -> rules.append(name, new BsonInt64(seconds)));
    return rules.toJson();
  }

  /** Reads {@link #json}: seconds, or null when the object keeps its records. */
  static @Nullable Long after(DumpedFile file, String object) {
    String json = file.attributes().get(ATTRIBUTE);
    BsonValue seconds = json == null ? null : BsonDocument.parse(json).get(object);
    return seconds == null ? null : seconds.asNumber().longValue();
  }
}
