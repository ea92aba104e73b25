package io.orchestratex.backup.engine.mongodb;

import io.orchestratex.backup.engine.ProgressMonitor;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.bson.RawBsonDocument;
import org.bson.json.JsonMode;
import org.bson.json.JsonWriterSettings;
import org.jspecify.annotations.Nullable;

/**
 * Finds the first document of an archive that a loaded collection does not hold as it should. Says
 * its id, and where in it; never a value, which may be a secret.
 */
final class DocumentDifference implements ArchiveReader.Receiver {

  private static final String ID = "_id";
  private static final int ID_LENGTH = 100;

  /** The restore has failed, and its target is locked meanwhile. */
  private static final Duration LOOKING = Duration.ofSeconds(30);

  private static final JsonWriterSettings JSON =
      JsonWriterSettings.builder().outputMode(JsonMode.RELAXED).build();

  private final Server server;
  private final String name;
  private final String beside;
  private final ProgressMonitor monitor;
  private final long end = System.nanoTime() + LOOKING.toNanos();
  private @Nullable String found;

  DocumentDifference(Server server, String name, String beside, ProgressMonitor monitor) {
    this.server = server;
    this.name = name;
    this.beside = beside;
    this.monitor = monitor;
  }

  /** What differs; empty when nothing was found within half a minute, or there are only more. */
  Optional<String> text() {
    return Optional.ofNullable(found);
  }

  @Override
  public void document(Namespace namespace, byte[] bson, int length) {
    monitor.checkpoint();
    if (found != null || !namespace.name().equals(name) || System.nanoTime() - end > 0) {
      return;
    }
    RawBsonDocument wanted = new RawBsonDocument(Arrays.copyOf(bson, length));
    BsonValue id = wanted.get(ID);
    if (id == null) {
      return;
    }
    RawBsonDocument now =
        server
            .database(namespace.database())
            .getCollection(beside, RawBsonDocument.class)
            .find(new BsonDocument(ID, new BsonDocument("$eq", id)))
            .first();
    if (now == null) {
      found = "the document with _id " + said(id) + " is missing";
    } else if (!bytes(wanted).equals(bytes(now))) {
      String path = path(wanted, now, "");
      found =
          "the document with _id "
              + said(id)
              + " differs in "
              + (path == null ? "the order of its fields" : "its field " + path);
    }
  }

  private static ByteBuffer bytes(RawBsonDocument document) {
    return document.getByteBuffer().asNIO();
  }

  private static String said(BsonValue id) {
    String json = new BsonDocument(ID, id).toJson(JSON);
    String value = json.substring(json.indexOf(':') + 1, json.length() - 1).strip();
    return value.length() <= ID_LENGTH ? value : value.substring(0, ID_LENGTH) + "…";
  }

  /** Where two values differ first; null when only the order does. */
  private static @Nullable String path(BsonValue wanted, BsonValue now, String at) {
    if (wanted instanceof BsonDocument document && now instanceof BsonDocument other) {
      for (Map.Entry<String, BsonValue> each : document.entrySet()) {
        BsonValue there = other.get(each.getKey());
        String in = at.isEmpty() ? each.getKey() : at + "." + each.getKey();
        if (there == null) {
          return in;
        }
        String inner = path(each.getValue(), there, in);
        if (inner != null) {
          return inner;
        }
      }
      for (String each : other.keySet()) {
        if (!document.containsKey(each)) {
          return at.isEmpty() ? each : at + "." + each;
        }
      }
      return null;
    }
    if (wanted instanceof BsonArray array
        && now instanceof BsonArray other
        && array.size() == other.size()) {
      Iterator<BsonValue> values = other.iterator();
      for (int i = 0; i < array.size(); i++) {
        String inner = path(array.get(i), values.next(), at + "." + i);
        if (inner != null) {
          return inner;
        }
      }
      return null;
    }
    return wanted.equals(now) ? null : at;
  }
}
