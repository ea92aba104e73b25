package io.orchestratex.backup.engine.mongodb;

import com.mongodb.MongoCommandException;
import io.orchestratex.backup.engine.DumpedFile;
import io.orchestratex.backup.engine.Naming;
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
 * is loaded has none, and gets it once it is in place.
 */
final class Expiration {

  /** Attribute of a file: which collections in it have a rule, for the plan of a restore. */
  static final String ATTRIBUTE = "expiries";

  private static final String AFTER = "expireAfterSeconds";

  /** What the server itself makes of a rule that is no number. */
  private static final long LONGEST = Integer.MAX_VALUE;

  private static final int NAMESPACE_NOT_FOUND = 26;
  private static final int INDEX_NOT_FOUND = 27;

  private Expiration() {}

  /** The rules of a collection, as the archive describes it. */
  static List<TtlRule> of(Namespace namespace) {
    List<TtlRule> rules = new ArrayList<>();
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

  /** Whether a collection, as it was made, has what a rule is about. */
  static boolean canHave(Namespace found, TtlRule rule) {
    if (rule.index().isEmpty()) {
      return found.isTimeseries() || found.options().containsKey("clusteredIndex");
    }
    return found.metadata().getArray("indexes", new BsonArray()).stream()
        .anyMatch(each -> each.asDocument().getString("name").getValue().equals(rule.index()));
  }

  private static TtlRule rule(Namespace namespace, String index, BsonValue after) {
    boolean number = after.isNumber() && !Double.isNaN(after.asNumber().doubleValue());
    return new TtlRule(
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

  /** Puts a rule in force. A collection or index that was dropped meanwhile needs none. */
  static void enforce(Server server, TtlRule rule) {
    BsonDocument command = new BsonDocument("collMod", new BsonString(rule.collection()));
    BsonInt64 after = new BsonInt64(rule.afterSeconds());
    if (rule.index().isEmpty()) {
      command.append(AFTER, after);
    } else {
      command.append(
          "index", new BsonDocument("name", new BsonString(rule.index())).append(AFTER, after));
    }
    try {
      server.database(rule.database()).runCommand(command);
    } catch (MongoCommandException e) {
      if (e.getErrorCode() != NAMESPACE_NOT_FOUND && e.getErrorCode() != INDEX_NOT_FOUND) {
        throw e;
      }
    }
  }

  static boolean isInForce(Server server, TtlRule rule) {
    BsonDocument info = server.info(rule.database(), rule.collection());
    if (info == null) {
      return false;
    }
    if (rule.index().isEmpty()) {
      return isAfter(info.getDocument("options", new BsonDocument()), rule);
    }
    for (BsonDocument index :
        server
            .database(rule.database())
            .getCollection(rule.collection())
            .listIndexes(BsonDocument.class)) {
      if (index.getString("name").getValue().equals(rule.index())) {
        return isAfter(index, rule);
      }
    }
    return false;
  }

  private static boolean isAfter(BsonDocument description, TtlRule rule) {
    BsonValue after = description.get(AFTER);
    return after != null && after.isNumber() && after.asNumber().longValue() == rule.afterSeconds();
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

  /** {@link #ATTRIBUTE} with the names that its collections get. */
  static String renamed(String attribute, Naming naming) {
    BsonDocument rules = new BsonDocument();
    BsonDocument.parse(attribute)
        .forEach((name, seconds) -> rules.append(naming.collection(name), seconds));
    return rules.toJson();
  }

  /** Reads {@link #json}: seconds, or null when the object keeps its records. */
  static @Nullable Long after(DumpedFile file, String object) {
    String json = file.attributes().get(ATTRIBUTE);
    BsonValue seconds = json == null ? null : BsonDocument.parse(json).get(object);
    return seconds == null ? null : seconds.asNumber().longValue();
  }
}
