package io.orchestratex.backup.engine.mongodb;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.bson.BsonArray;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonNumber;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;

/**
 * What a collection is besides its documents: its options and indexes. They are compared like data
 * after a restore; the order in which a server names indexes and the parts of one says nothing.
 */
final class CollectionDefinition {

  private static final String SIMPLE = "simple";
  private static final String COLLATION = "collation";

  /** Set by the server for each collection, or long without a meaning. */
  private static final Set<String> NOT_COMPARED = Set.of("uuid", "autoIndexId", "ns", "background");

  private CollectionDefinition() {}

  /** Options for a {@code create}, without the rule by which documents expire. */
  static BsonDocument createOptions(Namespace namespace) {
    BsonDocument options = Expiration.without(namespace.options());
    options.remove("uuid");
    options.remove("autoIndexId");
    for (BsonDocument index : indexes(namespace.metadata())) {
      // Only an _id index of an old version has to be asked for.
      if (isIdIndex(index) && index.getNumber("v", new BsonInt32(2)).intValue() < 2) {
        options.append("idIndex", withoutNamespace(index));
      }
    }
    return options;
  }

  /**
   * Indexes for a {@code createIndexes}, without rules by which documents expire. An index without
   * a collation is a simple one, and has to say so where the collection has another one for those
   * that say nothing.
   */
  static List<BsonDocument> createIndexes(Namespace namespace) {
    List<BsonDocument> wanted = new ArrayList<>();
    boolean collated = namespace.options().containsKey(COLLATION);
    for (BsonDocument each : indexes(namespace.metadata())) {
      if (!isIdIndex(each) && !each.getBoolean("clustered", BsonBoolean.FALSE).getValue()) {
        BsonDocument index = withoutNamespace(Expiration.without(each));
        if (collated && !index.containsKey(COLLATION)) {
          index.append(COLLATION, new BsonDocument("locale", new BsonString(SIMPLE)));
        }
        wanted.add(index);
      }
    }
    return wanted;
  }

  private static boolean isIdIndex(BsonDocument index) {
    return index.getString("name").getValue().equals("_id_");
  }

  private static BsonDocument withoutNamespace(BsonDocument index) {
    BsonDocument rest = index.clone();
    rest.remove("ns");
    return rest;
  }

  private static List<BsonDocument> indexes(BsonDocument metadata) {
    return metadata.getArray("indexes", new BsonArray()).stream()
        .map(BsonValue::asDocument)
        .toList();
  }

  /**
   * Something that differs.
   *
   * @param kind {@code option} or {@code index}
   * @param text what about it, as a phrase
   */
  record Difference(String kind, String name, String text) {}

  private static Difference index(String name, String text) {
    return new Difference("index", name, text);
  }

  /** What differs; rules by which documents expire are compared elsewhere. */
  static List<Difference> differences(Namespace wanted, Namespace found) {
    List<Difference> differences = new ArrayList<>();
    BsonDocument options = Expiration.without(wanted.options());
    for (String name : different(options, Expiration.without(found.options()))) {
      differences.add(new Difference("option", name, "option " + name));
    }
    Map<String, BsonDocument> left = byName(found);
    byName(wanted)
        .forEach((name, index) -> {
          BsonDocument now = left.remove(name);
          if (now == null) {
            differences.add(index(name, "index " + name + " is missing"));
          } else {
            different(index, now)
                .forEach(part -> differences.add(index(name, part + " of index " + name)));
          }
        });
    left.keySet().forEach(name -> differences.add(index(name, "index " + name + " was not there")));
    return differences;
  }

  private static Map<String, BsonDocument> byName(Namespace namespace) {
    Map<String, BsonDocument> byName = new LinkedHashMap<>();
    for (BsonDocument index : indexes(namespace.metadata())) {
      byName.put(index.getString("name").getValue(), Expiration.without(index));
    }
    return byName;
  }

  private static Set<String> different(BsonDocument wanted, BsonDocument found) {
    Set<String> names = new TreeSet<>(wanted.keySet());
    names.addAll(found.keySet());
    names.removeAll(NOT_COMPARED);
    names.removeIf(name -> same(wanted.get(name), found.get(name)));
    return names;
  }

  /** The same values in the same order; a number may be kept as another type of number. */
  static boolean same(@Nullable BsonValue wanted, @Nullable BsonValue found) {
    if (wanted instanceof BsonNumber number && found instanceof BsonNumber other) {
      return number.longValue() == other.longValue()
          && Double.compare(number.doubleValue(), other.doubleValue()) == 0;
    }
    if (wanted instanceof BsonArray array && found instanceof BsonArray other) {
      Iterator<BsonValue> values = other.iterator();
      return array.size() == other.size()
          && array.stream().allMatch(each -> same(each, values.next()));
    }
    if (wanted instanceof BsonDocument document && found instanceof BsonDocument other) {
      Iterator<Map.Entry<String, BsonValue>> entries = other.entrySet().iterator();
      return document.size() == other.size()
          && document.entrySet().stream()
              .allMatch(each -> {
                Map.Entry<String, BsonValue> next = entries.next();
                return each.getKey().equals(next.getKey())
                    && same(each.getValue(), next.getValue());
              });
    }
    return wanted == null ? found == null : wanted.equals(found);
  }
}
