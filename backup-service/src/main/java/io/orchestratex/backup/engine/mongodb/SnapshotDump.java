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
import io.orchestratex.backup.engine.LeftOut;
import io.orchestratex.backup.engine.ObjectFact;
import io.orchestratex.backup.engine.ProgressMonitor;
import io.orchestratex.backup.engine.Selection;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonTimestamp;
import org.bson.Document;
import org.bson.RawBsonDocument;
import org.jspecify.annotations.Nullable;

/**
 * Dumps every collection as of one cluster time: all reads go through one snapshot session, so that
 * the dump shows a single moment while writers go on. Capped collections, of which the server keeps
 * no snapshots, are the exception, and so is what is dropped or replaced all the time: that is read
 * apart, at once, and where it cannot be, it is left out and named. No collection keeps the others
 * from being dumped.
 */
final class SnapshotDump {

  private static final int TRIES = 5;
  private static final int DUMPS = 3;
  private static final int BATCH = 5_000;
  private static final long HELD_BYTES = 32L << 20;
  private static final String REPLACED =
      "it was dropped or replaced whenever it was read; back up again while nothing replaces it.";

  private final Server server;
  private final Selection selection;
  private final DumpTarget target;
  private final ProgressMonitor monitor;

  /** Names of what an earlier dump lost while it was read: read apart from now on. */
  private final Set<String> restless = new HashSet<>();

  SnapshotDump(Server server, Selection selection, DumpTarget target, ProgressMonitor monitor) {
    this.server = server;
    this.selection = selection;
    this.target = target;
    this.monitor = monitor;
  }

  /**
   * A dump and its moment.
   *
   * @param at the cluster time of the snapshot, null when there was nothing to read
   */
  record Result(DumpedFile file, @Nullable BsonTimestamp at, List<LeftOut> leftOut) {}

  Result write(String serverVersion) throws IOException {
    for (int dump = 1; ; dump++) {
      try {
        Attempt attempt = prepared();
        Result result = attempt.write(serverVersion);
        if (dump == DUMPS || restless.containsAll(attempt.lost)) {
          return result;
        }
        restless.addAll(attempt.lost);
      } catch (MongoCommandException e) {
        if (e.getErrorCode() == Faults.SNAPSHOT_TOO_OLD) {
          throw new EngineException(
              "backup.mongodb-snapshot-expired",
              "The dump took longer than MongoDB keeps a snapshot; raise its parameter"
                  + " minSnapshotHistoryWindowInSeconds.",
              e);
        }
        throw e;
      }
      monitor.checkpoint();
    }
  }

  /** Takes a snapshot that has everything but what is never in one. */
  private Attempt prepared() {
    for (int attempt = 1; ; attempt++) {
      Attempt prepared = new Attempt(ServerCatalog.of(server, selection));
      if (prepared.probe() || attempt == TRIES) {
        return prepared;
      }
      prepared.close();
      monitor.checkpoint();
    }
  }

  /** One snapshot and the dump of it. */
  private final class Attempt {
    private final List<LeftOut> leftOut;
    private final List<Namespace> inSnapshot = new ArrayList<>();
    private final List<Namespace> apart = new ArrayList<>();
    private final List<HeldCollection> held = new ArrayList<>();
    private final List<ObjectFact> objects = new ArrayList<>();
    private final List<String> lost = new ArrayList<>();
    private final List<Namespace> all;
    private @Nullable ClientSession session;

    private Attempt(ServerCatalog catalog) {
      all = catalog.namespaces();
      leftOut = new ArrayList<>(catalog.leftOut());
    }

    private ClientSession open() {
      if (session == null) {
        session = newSnapshot();
      }
      return session;
    }

    /**
     * Asks each collection once before anything is written: a change of the catalog shows here.
     *
     * @return whether the snapshot has all that is not known to be restless
     */
    private boolean probe() {
      boolean whole = true;
      for (Namespace namespace : all) {
        if (namespace.isView()) {
          inSnapshot.add(namespace);
        } else if (restless.contains(namespace.name()) || Accounts.is(namespace.name())) {
          apart.add(namespace);
        } else {
          try {
            find(open(), namespace).limit(1).first();
            inSnapshot.add(namespace);
          } catch (MongoCommandException e) {
            whole &= !note(namespace, e);
          }
        }
      }
      return whole;
    }

    private void close() {
      if (session != null) {
        session.close();
      }
    }

    /** Whether a fresh snapshot may have it. */
    private boolean note(Namespace namespace, MongoCommandException e) {
      if (!Faults.concernsOneObject(e)) {
        throw e;
      }
      if (Faults.isMoved(e)) {
        apart.add(namespace);
        return true;
      }
      leftOut.add(ServerCatalog.unreadable(namespace.name(), e));
      return false;
    }

    private Result write(String serverVersion) throws IOException {
      List<Namespace> large = readApart();
      List<Namespace> namespaces = new ArrayList<>(large);
      held.forEach(each -> namespaces.add(each.namespace()));
      namespaces.addAll(inSnapshot);
      monitor.expect(size(namespaces));
      try (ClientSession snapshot = open();
          OutputStream out = new BufferedOutputStream(target.begin(DumpedFile.ALL), 1 << 16)) {
        ArchiveWriter archive = new ArchiveWriter(out);
        archive.begin(namespaces, serverVersion);
        for (Namespace namespace : large) {
          try (ClientSession own = newSnapshot()) {
            copy(own, namespace, archive);
          }
        }
        for (HeldCollection each : held) {
          copy(each, archive.body(each.namespace()));
        }
        for (Namespace namespace : inSnapshot) {
          if (namespace.isView()) {
            archive.view(namespace);
          } else {
            copy(snapshot, namespace, archive);
          }
        }
        DumpedFile file = file(namespaces);
        Timeseries.left(file).stream().map(Timeseries::notRestored).forEach(leftOut::add);
        return new Result(file, snapshot.getSnapshotTimestamp(), leftOut);
      }
    }

    /** Reads what no snapshot has; answers what is too large to be held. */
    private List<Namespace> readApart() {
      List<Namespace> large = new ArrayList<>();
      long bytes = 0;
      for (Namespace namespace : apart) {
        monitor.detail(namespace.name());
        monitor.checkpoint();
        switch (apart(namespace)) {
          case HeldCollection.Outcome.Whole(HeldCollection whole) -> {
            bytes += whole.bytes();
            if (bytes <= HELD_BYTES) {
              held.add(whole);
            } else {
              large.add(whole.namespace());
            }
          }
          case HeldCollection.Outcome.Large(Namespace now) -> large.add(now);
          case HeldCollection.Outcome.Gone() -> {} // As if it had never been listed.
          case HeldCollection.Outcome.Restless() ->
              leftOut.add(LeftOut.failed("collection", namespace.name(), REPLACED));
          case HeldCollection.Outcome.Refused(LeftOut refused) -> leftOut.add(refused);
        }
      }
      return large;
    }

    private HeldCollection.Outcome apart(Namespace namespace) {
      try {
        return HeldCollection.read(server, namespace.database(), namespace.collection());
      } catch (MongoCommandException e) {
        if (e.getErrorCode() != Faults.UNAUTHORIZED) {
          throw e;
        }
        return new HeldCollection.Outcome.Refused(ServerCatalog.unreadable(namespace.name(), e));
      }
    }

    private DumpedFile file(List<Namespace> namespaces) {
      Set<String> whole = new HashSet<>();
      objects.forEach(object -> whole.add(object.name()));
      List<Namespace> held =
          namespaces.stream().filter(each -> each.isView() || whole.contains(each.name())).toList();
      Map<String, String> attributes = new HashMap<>();
      attributes.put(ViewDefinitions.ATTRIBUTE, ViewDefinitions.attribute(held));
      attributes.put(Timeseries.ATTRIBUTE, Timeseries.attribute(held));
      attributes.put(Expiration.ATTRIBUTE, Expiration.json(held));
      if (whole.contains(Accounts.DATABASE + "." + Accounts.USERS)) {
        attributes.put(DumpedFile.USERS, Accounts.DATABASE);
      }
      return new DumpedFile(DumpedFile.ALL, objects, attributes);
    }

    private void copy(HeldCollection from, ArchiveWriter.Body body) throws IOException {
      monitor.detail(from.namespace().name());
      for (RawBsonDocument document : from.documents()) {
        append(document, body);
      }
      monitor.processed(from.bytes());
      monitor.checkpoint();
      objects.add(body.end().fact(from.namespace().name()));
    }

    private void copy(ClientSession session, Namespace namespace, ArchiveWriter archive)
        throws IOException {
      monitor.detail(namespace.name());
      monitor.checkpoint();
      ArchiveWriter.Body body = archive.body(namespace);
      try {
        read(session, namespace, body);
        // A collection that was dropped meanwhile reads as empty, without an error.
        if (isUnmoved(namespace)) {
          objects.add(body.end().fact(namespace.name()));
          return;
        }
        lose(namespace);
      } catch (MongoCommandException e) {
        if (!Faults.concernsOneObject(e)) {
          throw e;
        }
        if (Faults.isMoved(e)) {
          lose(namespace);
        } else {
          leftOut.add(ServerCatalog.unreadable(namespace.name(), e));
        }
      }
      body.abandon();
    }

    private void lose(Namespace namespace) {
      lost.add(namespace.name());
      leftOut.add(LeftOut.failed("collection", namespace.name(), REPLACED));
    }

    private void read(ClientSession session, Namespace namespace, ArchiveWriter.Body body)
        throws IOException {
      long unreported = 0;
      try (MongoCursor<RawBsonDocument> cursor =
              find(session, namespace).batchSize(BATCH).noCursorTimeout(true).cursor();
          ReadAhead ahead = new ReadAhead(cursor)) {
        for (List<RawBsonDocument> documents = ahead.next();
            !documents.isEmpty();
            documents = ahead.next()) {
          for (RawBsonDocument document : documents) {
            unreported += append(document, body);
          }
          if (unreported > 1 << 20) {
            monitor.processed(unreported);
            monitor.checkpoint();
            unreported = 0;
          }
        }
      }
      monitor.processed(unreported);
    }
  }

  private ClientSession newSnapshot() {
    return server.client().startSession(ClientSessionOptions.builder().snapshot(true).build());
  }

  private static int append(RawBsonDocument document, ArchiveWriter.Body body) throws IOException {
    ByteBuffer bytes = document.getByteBuffer().asNIO();
    int length = bytes.remaining();
    body.document(bytes.array(), bytes.arrayOffset() + bytes.position(), length);
    return length;
  }

  private FindIterable<RawBsonDocument> find(ClientSession session, Namespace namespace) {
    MongoCollection<RawBsonDocument> collection =
        server
            .database(namespace.database())
            .getCollection(namespace.stored(), RawBsonDocument.class);
    // The server has no snapshots of capped collections and of its own: these show the moment of
    // their reading.
    return namespace.options().getBoolean("capped", BsonBoolean.FALSE).getValue()
            || Accounts.is(namespace.name())
        ? collection.withReadConcern(ReadConcern.MAJORITY).find()
        : collection.find(session);
  }

  private boolean isUnmoved(Namespace namespace) {
    BsonDocument now = server.info(namespace.database(), namespace.stored());
    return now != null && Server.uuid(now).equals(namespace.uuid());
  }

  private long size(List<Namespace> namespaces) {
    return namespaces.stream()
        .map(Namespace::database)
        .distinct()
        .filter(database -> !database.equals(Accounts.DATABASE)) // Little, and not for everybody.
        .mapToLong(database ->
            server
                .database(database)
                .runCommand(new Document("dbStats", 1))
                .get("dataSize", Number.class)
                .longValue())
        .sum();
  }
}
