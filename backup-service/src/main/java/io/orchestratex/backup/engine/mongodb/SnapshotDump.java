package io.orchestratex.backup.engine.mongodb;

import com.mongodb.ClientSessionOptions;
import com.mongodb.MongoCommandException;
import com.mongodb.ReadConcern;
import com.mongodb.client.ClientSession;
import com.mongodb.client.FindIterable;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoCursor;
import io.orchestratex.backup.engine.DumpTarget;
import io.orchestratex.backup.engine.DumpedFile;
import io.orchestratex.backup.engine.EngineException;
import io.orchestratex.backup.engine.ObjectFact;
import io.orchestratex.backup.engine.ProgressMonitor;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bson.BsonArray;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.bson.BsonTimestamp;
import org.bson.Document;
import org.bson.RawBsonDocument;
import org.jspecify.annotations.Nullable;

/**
 * Dumps every collection as of one cluster time: all reads go through one snapshot session, so that
 * the dump shows a single moment while writers go on. Capped collections, of which the server keeps
 * no snapshots, are the exception.
 */
final class SnapshotDump {

  private static final int SNAPSHOT_UNAVAILABLE = 246;
  private static final int SNAPSHOT_TOO_OLD = 239;
  private static final int TRIES = 5;
  private static final int BATCH = 5_000;

  private final Server server;
  private final DumpTarget target;
  private final ProgressMonitor monitor;

  SnapshotDump(Server server, DumpTarget target, ProgressMonitor monitor) {
    this.server = server;
    this.target = target;
    this.monitor = monitor;
  }

  /**
   * A dump and its moment.
   *
   * @param at the cluster time of the snapshot, null when there was nothing to read
   */
  record Result(DumpedFile file, @Nullable BsonTimestamp at) {}

  Result write(String serverVersion) throws IOException {
    for (int attempt = 1; ; attempt++) {
      try {
        return tried(serverVersion);
      } catch (MovedException e) {
        if (attempt == TRIES) {
          throw new EngineException("backup.mongodb-moved", e.getMessage() + "; try again", e);
        }
      } catch (MongoCommandException e) {
        if (e.getErrorCode() == SNAPSHOT_TOO_OLD) {
          throw new EngineException(
              "backup.mongodb-snapshot-expired",
              "The dump took longer than MongoDB keeps a snapshot; raise its parameter"
                  + " minSnapshotHistoryWindowInSeconds.",
              e);
        }
        if (e.getErrorCode() != SNAPSHOT_UNAVAILABLE || attempt == TRIES) {
          throw e;
        }
      }
      monitor.checkpoint();
    }
  }

  private Result tried(String serverVersion) throws IOException {
    List<Namespace> namespaces = namespaces();
    monitor.expect(size(namespaces));
    try (ClientSession session =
        server.client().startSession(ClientSessionOptions.builder().snapshot(true).build())) {
      // Asks each collection once before anything is written: a change of the catalog shows here.
      for (Namespace namespace : namespaces) {
        if (!namespace.isView()) {
          find(session, namespace).limit(1).first();
        }
      }
      List<ObjectFact> objects = new ArrayList<>();
      try (OutputStream out = new BufferedOutputStream(target.begin(DumpedFile.ALL), 1 << 16)) {
        ArchiveWriter archive = new ArchiveWriter(out);
        archive.begin(namespaces, serverVersion);
        for (Namespace namespace : namespaces) {
          ArchiveWriter.Body body = archive.body(namespace);
          if (namespace.isView()) {
            body.end();
          } else {
            objects.add(copy(session, namespace, body));
          }
        }
      }
      requireUnmoved(namespaces);
      DumpedFile file =
          new DumpedFile(
              DumpedFile.ALL,
              objects,
              Map.of(
                  ViewDefinitions.ATTRIBUTE,
                  views(namespaces),
                  Expiration.ATTRIBUTE,
                  Expiration.json(namespaces)));
      return new Result(file, session.getSnapshotTimestamp());
    }
  }

  private ObjectFact copy(ClientSession session, Namespace namespace, ArchiveWriter.Body body)
      throws IOException {
    monitor.detail(namespace.name());
    monitor.checkpoint();
    long unreported = 0;
    try (MongoCursor<RawBsonDocument> cursor =
        find(session, namespace).batchSize(BATCH).noCursorTimeout(true).cursor()) {
      while (cursor.hasNext()) {
        ByteBuffer bytes = cursor.next().getByteBuffer().asNIO();
        int length = bytes.remaining();
        body.document(bytes.array(), bytes.arrayOffset() + bytes.position(), length);
        unreported += length;
        if (unreported > 1 << 20) {
          monitor.processed(unreported);
          monitor.checkpoint();
          unreported = 0;
        }
      }
    }
    monitor.processed(unreported);
    return body.end().fact(namespace.name());
  }

  private FindIterable<RawBsonDocument> find(ClientSession session, Namespace namespace) {
    MongoCollection<RawBsonDocument> collection =
        server
            .database(namespace.database())
            .getCollection(namespace.collection(), RawBsonDocument.class);
    // The server has no snapshots of capped collections: these show the moment of their reading.
    return namespace.options().getBoolean("capped", BsonBoolean.FALSE).getValue()
        ? collection.withReadConcern(ReadConcern.MAJORITY).find()
        : collection.find(session);
  }

  private List<Namespace> namespaces() {
    List<Namespace> all = new ArrayList<>();
    for (String database : server.databases()) {
      server
          .collections(database)
          .forEach((name, info) -> all.add(namespace(database, name, info)));
    }
    return all;
  }

  private Namespace namespace(String database, String name, BsonDocument info) {
    String type = info.getString("type", new BsonString("collection")).getValue();
    if (type.equals("timeseries")) {
      throw new EngineException(
          "backup.mongodb-timeseries",
          database
              + "."
              + name
              + " is a time-series collection, which this version cannot back up whole; move it to"
              + " a server of its own, or drop it.");
    }
    BsonArray indexes = new BsonArray();
    if (!type.equals(Namespace.VIEW)) {
      server.database(database).getCollection(name).listIndexes(BsonDocument.class).into(indexes);
    }
    BsonDocument metadata =
        new BsonDocument("options", info.getDocument("options", new BsonDocument()))
            .append("indexes", indexes)
            .append("uuid", new BsonString(Server.uuid(info)))
            .append("collectionName", new BsonString(name))
            .append("type", new BsonString(type));
    return new Namespace(database, name, type, metadata);
  }

  private long size(List<Namespace> namespaces) {
    return namespaces.stream()
        .map(Namespace::database)
        .distinct()
        .mapToLong(database ->
            server
                .database(database)
                .runCommand(new Document("dbStats", 1))
                .get("dataSize", Number.class)
                .longValue())
        .sum();
  }

  /** A collection that was dropped meanwhile reads as empty, without an error. */
  private void requireUnmoved(List<Namespace> namespaces) throws MovedException {
    for (Namespace namespace : namespaces) {
      BsonDocument now = server.info(namespace.database(), namespace.collection());
      String before = namespace.metadata().getString("uuid").getValue();
      if (now == null || !Objects.equals(Server.uuid(now), before)) {
        throw new MovedException(
            namespace.name() + " was dropped, renamed or made again while it was dumped");
      }
    }
  }

  private static String views(List<Namespace> namespaces) {
    BsonArray views = new BsonArray();
    for (Namespace namespace : namespaces) {
      if (namespace.isView()) {
        views.add(
            new BsonDocument("db", new BsonString(namespace.database()))
                .append("name", new BsonString(namespace.collection()))
                .append("options", namespace.options()));
      }
    }
    return new BsonDocument("views", views).toJson(ViewDefinitions.CANONICAL);
  }

  /** The catalog changed under the dump. */
  private static final class MovedException extends IOException {
    private static final long serialVersionUID = 1L;

    MovedException(String message) {
      super(message);
    }
  }
}
