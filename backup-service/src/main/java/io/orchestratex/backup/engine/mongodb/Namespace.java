package io.orchestratex.backup.engine.mongodb;

import org.bson.BsonDocument;

/**
 * A collection or view of an archive.
 *
 * @param type {@code collection}, {@code view} or {@code timeseries}
 * @param metadata {@code options}, {@code indexes}, {@code uuid}, as the server says them
 */
record Namespace(String database, String collection, String type, BsonDocument metadata) {

  static final String COLLECTION = "collection";
  static final String VIEW = "view";
  static final String TIMESERIES = "timeseries";

  /** Where the server keeps functions. */
  static final String FUNCTIONS = "system.js";

  /** How the name begins under which the server keeps the documents of a time series. */
  static final String BUCKETS = "system.buckets.";

  String name() {
    return database + "." + collection;
  }

  boolean isView() {
    return VIEW.equals(type);
  }

  boolean isTimeseries() {
    return TIMESERIES.equals(type);
  }

  /** The collection that its documents are in. */
  String stored() {
    return isTimeseries() ? BUCKETS + collection : collection;
  }

  BsonDocument options() {
    return metadata.getDocument("options", new BsonDocument());
  }

  String uuid() {
    return metadata.getString("uuid").getValue();
  }

  /** The database of {@code database.collection}. */
  static String databaseOf(String name) {
    return name.substring(0, name.indexOf('.'));
  }

  /** The collection of {@code database.collection}. */
  static String collectionOf(String name) {
    return name.substring(name.indexOf('.') + 1);
  }
}
