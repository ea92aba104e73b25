package io.orchestratex.backup.engine.mongodb;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.mongodb.client.MongoDatabase;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.bson.BsonArray;
import org.bson.BsonBinary;
import org.bson.BsonBoolean;
import org.bson.BsonDateTime;
import org.bson.BsonDbPointer;
import org.bson.BsonDecimal128;
import org.bson.BsonDocument;
import org.bson.BsonDouble;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonJavaScript;
import org.bson.BsonJavaScriptWithScope;
import org.bson.BsonMaxKey;
import org.bson.BsonMinKey;
import org.bson.BsonNull;
import org.bson.BsonObjectId;
import org.bson.BsonRegularExpression;
import org.bson.BsonString;
import org.bson.BsonSymbol;
import org.bson.BsonTimestamp;
import org.bson.BsonUndefined;
import org.bson.BsonValue;
import org.bson.RawBsonDocument;
import org.bson.types.Decimal128;
import org.bson.types.ObjectId;

/** Every kind of object that a MongoDB database can hold, made without the product. */
final class EveryKind {

  /** Names that read like extended JSON, which stock mongorestore cannot be told. */
  static final List<String> LIKE_JSON = List.of("schema like json", "literal", "partial like json");

  /** What stock mongorestore itself changes, or refuses. */
  static final List<String> NOT_FOR_MONGORESTORE =
      List.of("empty timestamps", "capped that grew", "capped that was lowered", "new \n line");

  private static final int LARGEST = 16 << 20;

  private final MongoDatabase db;

  EveryKind(MongoDatabase db) {
    this.db = db;
  }

  void fill() {
    values();
    collections();
    indexes();
    validators();
    views();
    insert(
        "system.js", doc("_id", text("twice")).append("value", code("function(x) {return 2*x}")));
  }

  private void values() {
    List<BsonDocument> values = new ArrayList<>();
    for (BsonValue value : everyValue()) {
      int number = values.size();
      values.add(
          doc("_id", new BsonInt32(number))
              .append("value", value)
              .append("in", doc("array", new BsonArray(List.of(value)))));
    }
    insert("values", values.toArray(BsonDocument[]::new));
    for (BsonValue id : everyValue()) {
      boolean allowed = !id.isArray() && !id.isRegularExpression();
      // A decimal is the same id as the double of its value; an undefined one cannot be asked for.
      if (allowed && !id.isDecimal128() && !(id instanceof BsonUndefined)) {
        insert("ids", doc("_id", id));
      }
    }
    insert(
        "names",
        doc("_id", new BsonInt32(1))
            .append("", text("none"))
            .append("a.b", doc("c.d", text("dots")))
            .append("$where", text("dollar"))
            .append("deep", doc("$oid", text("no id")))
            .append("日本語 🌍", text("unicode")),
        doc("_id", doc("date", text("x")).append("a", new BsonInt32(1))));
    BsonDocument deep = doc("end", new BsonInt32(1));
    for (int level = 0; level < 90; level++) {
      deep = doc("d", level % 2 == 0 ? deep : new BsonArray(List.of(deep)));
    }
    insert("deep", deep.append("_id", new BsonInt32(1)));
    byte[] filled = new byte[LARGEST - new BsonDocumentSize().of("_id", "blob")];
    insert("large", doc("_id", new BsonInt32(1)).append("blob", new BsonBinary(filled)));
    insert("same name twice", twice());
    BsonTimestamp other = new BsonTimestamp(7, 7);
    insert(
        "empty timestamps",
        doc("_id", text("a")).append("ts", other).append("b", text("after")),
        doc("_id", new BsonTimestamp(0, 0)).append("n", doc("ts", new BsonTimestamp(0, 0))),
        doc("_id", text("b")).append("x.y", other).append("$z", other).append("", other));
    empty("a", "ts");
    empty("b", "x.y");
    empty("b", "$z");
    empty("b", "");
  }

  private static List<BsonValue> everyValue() {
    return List.of(
        new BsonDouble(-0.0),
        new BsonDouble(Double.NaN),
        new BsonDouble(Double.NEGATIVE_INFINITY),
        new BsonDouble(5e-324),
        text("Grüße \u0000 🌍"),
        doc("b", new BsonInt32(1)).append("a", new BsonInt32(2)),
        new BsonArray(List.of(new BsonInt32(1), text("two"), new BsonNull())),
        new BsonBinary((byte) 0, new byte[] {1, 2}),
        new BsonBinary((byte) 2, new byte[] {3}),
        new BsonBinary((byte) 3, new byte[16]),
        new BsonBinary((byte) 4, new byte[16]),
        new BsonBinary((byte) 5, new byte[16]),
        new BsonBinary((byte) 0x80, new byte[0]),
        new BsonUndefined(),
        new BsonObjectId(new ObjectId("0123456789abcdef01234567")),
        BsonBoolean.TRUE,
        new BsonDateTime(Long.MIN_VALUE),
        new BsonDateTime(Long.MAX_VALUE),
        new BsonNull(),
        new BsonRegularExpression("a.*/b", "imx"),
        new BsonDbPointer("db.c", new ObjectId("0123456789abcdef01234567")),
        code("function() {}"),
        new BsonSymbol("symbol"),
        new BsonJavaScriptWithScope("x", doc("x", new BsonInt32(1))),
        new BsonInt32(Integer.MIN_VALUE),
        new BsonTimestamp(0, 0),
        new BsonTimestamp(-1, -1),
        new BsonInt64(Long.MIN_VALUE),
        new BsonInt64(5),
        new BsonDecimal128(Decimal128.NaN),
        new BsonDecimal128(Decimal128.NEGATIVE_ZERO),
        new BsonDecimal128(Decimal128.POSITIVE_INFINITY),
        new BsonDecimal128(new Decimal128(new BigDecimal("12.3400"))),
        new BsonMinKey(),
        new BsonMaxKey());
  }

  /** A field name may occur twice in BSON. */
  private static BsonDocument twice() {
    ByteBuffer bytes = ByteBuffer.allocate(4 + 9 + 7 + 7 + 1).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putInt(bytes.capacity());
    bytes.put((byte) 0x10).put("_id\0".getBytes(UTF_8)).putInt(1);
    for (int value = 1; value <= 2; value++) {
      bytes.put((byte) 0x10).put("a\0".getBytes(UTF_8)).putInt(value);
    }
    return new RawBsonDocument(bytes.put((byte) 0).array());
  }

  private void empty(String id, String field) {
    db.getCollection("empty timestamps")
        .updateOne(
            doc("_id", text(id)),
            List.of(
                doc(
                    "$replaceWith",
                    doc(
                        "$setField",
                        doc("field", doc("$literal", text(field)))
                            .append("input", text("$$ROOT"))
                            .append("value", new BsonTimestamp(0, 0))))));
  }

  private void collections() {
    run("{create: 'no documents'}");
    run("{create: 'odd näme.with.dots 🌍'}");
    db.createCollection("new \n line");
    run(
        "{create: 'own options', changeStreamPreAndPostImages: {enabled: true}, storageEngine: "
            + "{wiredTiger: {configString: 'block_compressor=zlib'}}}");
    run("{create: 'old index of ids', idIndex: {key: {_id: 1}, name: '_id_', v: 1}}");
    run(
        "{create: 'clustered', clusteredIndex: {key: {_id: 1}, unique: true, name: 'by id'},"
            + " expireAfterSeconds: 100000000}");
    insert("clustered", doc("_id", new BsonDateTime(4_000_000_000_000L)));
    run("{create: 'capped', capped: true, size: 100000, max: 50}");
    for (int i = 9; i > 0; i--) {
      insert("capped", doc("_id", new BsonInt32(i)));
    }
    run("{create: 'capped that grew', capped: true, size: 4096}");
    String long1 = "x".repeat(1_000);
    insert("capped that grew", doc("_id", new BsonInt32(2)).append("t", text(long1)));
    insert("capped that grew", doc("_id", new BsonInt32(1)).append("t", text(long1)));
    db.getCollection("capped that grew")
        .updateMany(new BsonDocument(), doc("$set", doc("t", text("x".repeat(2_500)))));
    run("{create: 'capped that was lowered', capped: true, size: 100000, max: 90}");
    for (int i = 0; i < 60; i++) {
      insert("capped that was lowered", doc("_id", new BsonInt32(i)).append("t", text(long1)));
    }
    run("{collMod: 'capped that was lowered', cappedSize: 8192, cappedMax: 9}");
    run(
        "{create: 'time series', timeseries: {timeField: 'at', metaField: 'of', granularity:"
            + " 'minutes'}, expireAfterSeconds: 100000000}");
    for (int i = 0; i < 20; i++) {
      insert(
          "time series",
          doc("at", new BsonDateTime(1_795_000_000_000L + i * 1_000L))
              .append("of", text("room" + i % 3))
              .append("v", new BsonDouble(i / 3.0)));
    }
    run("{createIndexes: 'time series', indexes: [{key: {of: 1, at: 1}, name: 'of and at'}]}");
  }

  private void indexes() {
    insert(
        "indexed",
        doc("_id", new BsonInt32(1))
            .append("place", new BsonArray(List.of(new BsonInt32(1), new BsonInt32(2))))
            .append("text", text("Häuser am Meer")));
    run(
        "{createIndexes: 'indexed', indexes: ["
            + "{key: {a: 1, 'b.c': -1}, name: 'two ways'},"
            + "{key: {u: 1}, name: 'unique', unique: true, sparse: true},"
            + "{key: {p: 1}, name: 'partial', unique: true, partialFilterExpression:"
            + " {$and: [{p: {$gt: 5}}, {q: {$type: 'string'}}]}},"
            + "{key: {t: 1}, name: 'ttl', expireAfterSeconds: 100000000},"
            + "{key: {t2: 1.0}, name: 'ttl2', expireAfterSeconds: {$numberLong: '3600'},"
            + " partialFilterExpression: {t2: {$exists: true}}},"
            + "{key: {'$**': 1}, name: 'wildcard', wildcardProjection: {a: 0, 'b.c': 0}},"
            + "{key: {'w.$**': 1}, name: 'wild'},"
            + "{key: {text: 'text', note: 'text', k: 1}, name: 'text', weights: {text: 3},"
            + " default_language: 'german', language_override: 'sprache'},"
            + "{key: {place: '2d'}, name: '2d', bits: 20, min: -100, max: 100},"
            + "{key: {sphere: '2dsphere', a: 1}, name: '2dsphere'},"
            + "{key: {h: 'hashed'}, name: 'hashed'},"
            + "{key: {h2: 'hashed', a: 1}, name: 'hashed and'},"
            + "{key: {hid: 1}, name: 'hidden', hidden: true},"
            + "{key: {pu: 1}, name: 'to be unique', prepareUnique: true},"
            + "{key: {old: 1}, name: 'old', v: 1},"
            + "{key: {bg: 1}, name: 'in the background', background: true},"
            + "{key: {l: 1}, name: 'english', collation: {locale: 'en', strength: 2}},"
            + "{key: {l: 1}, name: 'numbers', collation: {locale: 'de@collation=phonebook',"
            + " numericOrdering: true}}]}");
    run("{create: 'collated', collation: {locale: 'en', strength: 2}}");
    insert("collated", doc("_id", text("1")).append("n", text("Ann")));
    insert("collated", doc("_id", text("2")).append("n", text("ann")));
    run(
        "{createIndexes: 'collated', indexes: ["
            + "{key: {n: 1}, name: 'exact', unique: true, collation: {locale: 'simple'}},"
            + "{key: {n: 1, m: 1}, name: 'as the collection'},"
            + "{key: {n: 1}, name: 'french', collation: {locale: 'fr'}},"
            + "{key: {w: 'text'}, name: 'words', collation: {locale: 'simple'}}]}");
  }

  private void validators() {
    run(
        "{create: 'by query', validator: {$or: [{n: {$regex: '^a', $options: 'i'}}, {n: null},"
            + " {d: {$gt: {$date: '2020-01-01T00:00:00Z'}}}]}, validationLevel: 'moderate',"
            + " validationAction: 'warn'}");
    db.runCommand(
        doc("create", text("schema like json"))
            .append(
                "validator",
                doc(
                    "$jsonSchema",
                    doc(
                        "properties",
                        doc("$oid", doc("bsonType", text("string")))
                            .append("$date", doc("bsonType", text("date")))
                            .append("$numberLong", doc("minLength", new BsonInt32(1)))))));
    insert("schema like json", doc("_id", new BsonInt32(1)).append("n", text("fits")));
    insert("partial like json", doc("_id", new BsonInt32(1)));
    db.runCommand(
        doc("createIndexes", text("partial like json"))
            .append(
                "indexes",
                new BsonArray(
                    List.of(
                        doc("key", doc("a", new BsonInt32(1))).append("name", text("plain")),
                        doc("key", doc("b", new BsonInt32(1)))
                            .append("name", text("like json"))
                            .append(
                                "partialFilterExpression",
                                doc("b", doc("$eq", doc("$symbol", text("x")))))))));
    run("{create: 'older than its rule'}");
    insert("older than its rule", doc("_id", new BsonInt32(1)).append("n", text("text")));
    run("{collMod: 'older than its rule', validator: {n: {$type: 'int'}}}");
  }

  private void views() {
    run("{create: 'view', viewOn: 'values', pipeline: [{$match: {_id: {$lt: 5}}}]}");
    run(
        "{create: 'a view on a view', viewOn: 'view', pipeline: [{$project: {value: 1}},"
            + " {$lookup: {from: 'ids', let: {v: '$value'}, pipeline: [{$match: {$expr: {$eq:"
            + " ['$_id', '$$v']}}}], as: 'found'}}]}");
    run("{create: 'view of nothing', viewOn: 'nothing', pipeline: [], collation: {locale: 'de'}}");
    run(
        "{create: 'searching', viewOn: 'values', pipeline: [{$match: {value: {$regex: '^g',"
            + " $options: 'i'}}}]}");
    db.runCommand(
        doc("create", text("literal"))
            .append("viewOn", text("values"))
            .append(
                "pipeline",
                new BsonArray(
                    List.of(
                        doc(
                            "$addFields",
                            doc(
                                    "id",
                                    doc("$literal", doc("$oid", text("0123456789abcdef01234567"))))
                                .append(
                                    "day",
                                    doc("$literal", doc("$date", text("2020-01-01T00:00:00Z"))))
                                .append(
                                    "real",
                                    doc(
                                        "$literal",
                                        new BsonObjectId(
                                            new ObjectId("0123456789abcdef01234567")))))))));
  }

  private void run(String command) {
    db.runCommand(BsonDocument.parse(command));
  }

  private void insert(String collection, BsonDocument... documents) {
    db.getCollection(collection, BsonDocument.class).insertMany(List.of(documents));
  }

  private static BsonDocument doc(String name, BsonValue value) {
    return new BsonDocument(name, value);
  }

  private static BsonString text(String value) {
    return new BsonString(value);
  }

  private static BsonJavaScript code(String value) {
    return new BsonJavaScript(value);
  }

  /** Bytes of a document of a number and a binary, besides the content of the latter. */
  private static final class BsonDocumentSize {
    int of(String number, String binary) {
      return 4 + (1 + number.length() + 1 + 4) + (1 + binary.length() + 1 + 4 + 1) + 1;
    }
  }
}
