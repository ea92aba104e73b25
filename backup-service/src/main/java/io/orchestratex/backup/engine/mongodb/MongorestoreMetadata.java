package io.orchestratex.backup.engine.mongodb;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonInvalidOperationException;
import org.bson.BsonRegularExpression;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.bson.json.JsonMode;
import org.bson.json.JsonParseException;
import org.bson.json.JsonWriterSettings;

/**
 * The description of a collection that stock mongorestore reads: canonical extended JSON. What that
 * cannot say without being taken for something else is left out of it; the archive holds the exact
 * description as BSON as well, which is the one that we read.
 */
final class MongorestoreMetadata {

  private static final JsonWriterSettings CANONICAL =
      JsonWriterSettings.builder().outputMode(JsonMode.EXTENDED).build();

  /** Names that make a document something else to a reader of extended JSON. */
  private static final Set<String> TYPE_NAMES =
      Set.of(
          "$oid",
          "$date",
          "$binary",
          "$uuid",
          "$code",
          "$scope",
          "$symbol",
          "$dbPointer",
          "$timestamp",
          "$regularExpression",
          "$undefined",
          "$minKey",
          "$maxKey",
          "$numberInt",
          "$numberLong",
          "$numberDouble",
          "$numberDecimal");

  private MongorestoreMetadata() {}

  /** Empty for a view that cannot be said. */
  static Optional<String> of(Namespace namespace) {
    BsonDocument metadata = namespace.metadata();
    if (isUnambiguous(metadata)) {
      return Optional.of(metadata.toJson(CANONICAL));
    }
    if (namespace.isView()) {
      return Optional.empty();
    }
    BsonDocument said = metadata.clone();
    said.put("options", unambiguous(namespace.options()));
    said.put(
        "indexes",
        new BsonArray(
            metadata.getArray("indexes", new BsonArray()).stream()
                .filter(index -> isUnambiguous(index.asDocument()))
                .toList()));
    return Optional.of(said.toJson(CANONICAL));
  }

  private static BsonDocument unambiguous(BsonDocument options) {
    BsonDocument said = new BsonDocument();
    options.forEach((name, value) -> {
      if (isUnambiguous(new BsonDocument(name, value))) {
        said.append(name, value);
      }
    });
    return said;
  }

  private static boolean isUnambiguous(BsonDocument document) {
    if (namesAType(document)) {
      return false;
    }
    try {
      BsonDocument read = BsonDocument.parse(document.toJson(CANONICAL));
      return plain(read).equals(plain(document));
    } catch (JsonParseException | BsonInvalidOperationException e) {
      return false;
    }
  }

  private static boolean namesAType(BsonValue value) {
    if (value instanceof BsonDocument document) {
      return document.entrySet().stream()
          .anyMatch(each -> TYPE_NAMES.contains(each.getKey()) || namesAType(each.getValue()));
    }
    return value instanceof BsonArray array
        && array.stream().anyMatch(MongorestoreMetadata::namesAType);
  }

  /** {@code {$regex: "a", $options: "i"}} and the expression itself mean the same in a query. */
  private static BsonValue plain(BsonValue value) {
    if (value instanceof BsonArray array) {
      List<BsonValue> values = array.stream().map(MongorestoreMetadata::plain).toList();
      return new BsonArray(values);
    }
    if (value instanceof BsonRegularExpression expression) {
      BsonDocument query = new BsonDocument("$regex", new BsonString(expression.getPattern()));
      return expression.getOptions().isEmpty()
          ? query
          : query.append("$options", new BsonString(expression.getOptions()));
    }
    if (value instanceof BsonDocument document) {
      BsonDocument plain = new BsonDocument();
      for (Map.Entry<String, BsonValue> each : document.entrySet()) {
        BsonValue inner = plain(each.getValue());
        // A query may name an expression's options apart from it, or say that there are none.
        if (each.getKey().equals("$regex") && inner instanceof BsonDocument expression) {
          plain.putAll(expression);
        } else if (!each.getKey().equals("$options") || !inner.equals(new BsonString(""))) {
          plain.append(each.getKey(), inner);
        }
      }
      return plain;
    }
    return value;
  }
}
