package io.orchestratex.kit.mongodb;

import com.mongodb.MongoCommandException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.Updates;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.bson.BsonType;
import org.bson.BsonValue;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes collections as they are declared. What is missing is created, a validator is replaced, a
 * renamed field is moved. An index that differs from its declaration, or that none declares, stays
 * as it is and is reported, once per start: to rebuild an index in use is a decision for a person.
 */
final class CollectionSetup {

  private static final Logger LOG = LoggerFactory.getLogger(CollectionSetup.class);
  private static final int NAMESPACE_EXISTS = 48;
  private static final int INDEX_OPTIONS_CONFLICT = 85;
  private static final int INDEX_KEY_SPECS_CONFLICT = 86;

  private final MongoDatabase database;
  private final List<String> drift = new ArrayList<>();

  CollectionSetup(MongoDatabase database) {
    this.database = database;
  }

  /** What differs from its declaration, in words. */
  List<String> drift() {
    return List.copyOf(drift);
  }

  void apply(CollectionSpec spec) {
    BsonDocument validator = collectionOf(spec.name());
    Document wanted = spec.validator();
    if (wanted != null && !CollectionSpec.bson(wanted).equals(validator)) {
      database.runCommand(new Document("collMod", spec.name()).append("validator", wanted));
    }
    MongoCollection<BsonDocument> collection =
        database.getCollection(spec.name(), BsonDocument.class);
    rename(collection, spec.renames());
    spec.instants().forEach(field -> toInstant(collection, field));
    index(collection, spec);
  }

  /** Creates the collection unless it is there; returns its validator. */
  private @Nullable BsonDocument collectionOf(String name) {
    BsonDocument found =
        database.listCollections(BsonDocument.class).filter(Filters.eq("name", name)).first();
    if (found != null) {
      BsonValue validator = found.getDocument("options", new BsonDocument()).get("validator");
      return validator == null ? null : validator.asDocument();
    }
    try {
      database.createCollection(name);
    } catch (MongoCommandException e) {
      if (e.getErrorCode() != NAMESPACE_EXISTS) {
        throw e; // Another process did not create it meanwhile.
      }
    }
    return null;
  }

  private static void rename(
      MongoCollection<BsonDocument> collection, Map<String, String> renames) {
    renames.forEach((before, now) -> {
      int list = before.indexOf("[].");
      if (list < 0) {
        // A document that an older process still writes may have both names.
        collection.updateMany(
            Filters.and(Filters.exists(before), Filters.exists(now, false)),
            Updates.rename(before, now));
      } else {
        renameInList(collection, before.substring(0, list), before.substring(list + 3), now);
      }
    });
  }

  private static void toInstant(MongoCollection<BsonDocument> collection, String field) {
    collection.updateMany(
        Filters.and(Filters.ne(field, null), Filters.not(Filters.type(field, BsonType.DATE_TIME))),
        List.of(new Document("$set", new Document(field, new Document("$toDate", "$" + field)))));
  }

  private static void renameInList(
      MongoCollection<BsonDocument> collection, String list, String before, String now) {
    Document merged =
        new Document("$mergeObjects", List.of(new Document(now, "$$this." + before), "$$this"));
    Document renamed =
        new Document("$unsetField", new Document("field", before).append("input", merged));
    collection.updateMany(
        Filters.exists(list + "." + before),
        List.of(
            new Document(
                "$set",
                new Document(
                    list,
                    new Document(
                        "$map", new Document("input", "$" + list).append("in", renamed))))));
  }

  private void index(MongoCollection<BsonDocument> collection, CollectionSpec spec) {
    String name = spec.name();
    Map<String, BsonDocument> existing = new HashMap<>();
    collection
        .listIndexes(BsonDocument.class)
        .forEach(index -> existing.put(index.getString("name").getValue(), index));
    Set<String> undeclared = new HashSet<>(existing.keySet());
    undeclared.remove("_id_");
    for (String retired : spec.retiredIndexes()) {
      if (undeclared.remove(retired)) {
        collection.dropIndex(retired);
      }
    }
    for (IndexModel index : spec.indexes()) {
      String indexName = Objects.requireNonNull(index.getOptions().getName());
      undeclared.remove(indexName);
      BsonDocument found = existing.get(indexName);
      if (found == null) {
        create(collection, index);
      } else if (!traits(found).equals(traits(index))) {
        report(name, indexName, "is " + traits(found) + ", declared is " + traits(index));
      }
    }
    undeclared.stream().sorted().forEach(left -> report(name, left, "is not declared"));
  }

  private void create(MongoCollection<BsonDocument> collection, IndexModel index) {
    try {
      collection.createIndexes(List.of(index));
    } catch (MongoCommandException e) {
      if (e.getErrorCode() != INDEX_OPTIONS_CONFLICT
          && e.getErrorCode() != INDEX_KEY_SPECS_CONFLICT) {
        throw e;
      }
      report(
          collection.getNamespace().getCollectionName(),
          Objects.requireNonNull(index.getOptions().getName()),
          "cannot be created: another index has the same keys");
    }
  }

  private void report(String collection, String index, String what) {
    drift.add(collection + "." + index + " " + what);
    LOG.atWarn()
        .addKeyValue("collection", collection)
        .addKeyValue("index", index)
        .log(
            "the index differs from its declaration: it {}. Drop it by hand if it should go", what);
  }

  /** What an index does, in a form that both sides can be brought to. */
  private static Map<String, Object> traits(BsonDocument existing) {
    BsonDocument keys = existing.getDocument("key");
    if (existing.containsKey("weights")) {
      keys = new BsonDocument();
      for (String field : existing.getDocument("weights").keySet()) {
        keys.append(field, new BsonString("text"));
      }
    }
    return traits(
        keys,
        existing.getBoolean("unique", BsonBoolean.FALSE).getValue(),
        existing.containsKey("expireAfterSeconds")
            ? existing.getNumber("expireAfterSeconds").longValue()
            : null,
        existing.getDocument("partialFilterExpression", new BsonDocument()));
  }

  private static Map<String, Object> traits(IndexModel declared) {
    Bson filter = declared.getOptions().getPartialFilterExpression();
    return traits(
        CollectionSpec.keys(declared),
        declared.getOptions().isUnique(),
        declared.getOptions().getExpireAfter(TimeUnit.SECONDS),
        filter == null ? new BsonDocument() : CollectionSpec.bson(filter));
  }

  private static Map<String, Object> traits(
      BsonDocument keys, boolean unique, @Nullable Long expireAfterSeconds, BsonDocument filter) {
    Map<String, Object> traits = new LinkedHashMap<>();
    List<String> fields = new ArrayList<>();
    keys.forEach((field, direction) ->
        fields.add(
            field
                + ":"
                + (direction.isNumber()
                    ? direction.asNumber().intValue()
                    : direction.asString().getValue())));
    if (keys.containsValue(new BsonString("text"))) {
      fields.sort(null);
    }
    traits.put("keys", fields);
    if (unique) {
      traits.put("unique", true);
    }
    if (expireAfterSeconds != null) {
      traits.put("expireAfterSeconds", expireAfterSeconds);
    }
    if (!filter.isEmpty()) {
      traits.put("where", filter.toJson());
    }
    return traits;
  }
}
