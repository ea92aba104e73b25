package io.orchestratex.backup.engine.mongodb;

import org.bson.BsonDocument;

/**
 * A collection or view of an archive.
 *
 * @param type {@code collection} or {@code view}
 * @param metadata {@code options}, {@code indexes}, {@code uuid}, as mongodump writes them
 */
record Namespace(String database, String collection, String type, BsonDocument metadata) {

  static final String VIEW = "view";

  String name() {
    return database + "." + collection;
  }

  boolean isView() {
    return VIEW.equals(type);
  }

  BsonDocument options() {
    return metadata.getDocument("options", new BsonDocument());
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
