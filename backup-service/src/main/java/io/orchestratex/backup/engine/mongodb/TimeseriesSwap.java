package io.orchestratex.backup.engine.mongodb;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.InsertManyOptions;
import com.mongodb.client.model.ReplaceOptions;
import io.orchestratex.backup.engine.EngineException;
import io.orchestratex.backup.engine.Move;
import io.orchestratex.backup.engine.RestoreScope;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.bson.RawBsonDocument;
import org.jspecify.annotations.Nullable;

/**
 * A time series gets the buckets of the backup. MongoDB renames neither a time series nor the
 * collection of its buckets, so that buckets are loaded into an ordinary collection, and copied
 * from there once the live series was kept the same way and dropped. How far a swap has come stands
 * in a collection beside, so that it can be repeated and undone after a crash; a series that was
 * made is known again by the unique id of its buckets.
 *
 * @param live the name of the series
 * @param staged the ordinary collection that its buckets were loaded into
 * @param old the ordinary collection that the previous buckets are kept in
 */
record TimeseriesSwap(String database, String live, String staged, String old) {

  static final String KIND = "timeseries";

  private static final String UNFINISHED = "_unfinished";
  private static final String STATE = "_state";
  private static final String TRIAL = "_trial";

  private static final String ID = "_id";
  private static final String WANTED = "wanted";
  private static final String PREVIOUS = "previous";
  private static final String MADE = "made";
  private static final String TYPE = "type";
  private static final String DEFINITION = "definition";
  private static final String UUID = "uuid";
  private static final String WHOLE = "whole";

  private static final int BATCH_DOCUMENTS = 1_000;
  private static final int BATCH_BYTES = 8 << 20;

  static TimeseriesSwap of(Move move) {
    return new TimeseriesSwap(
        move.get("database"), move.get("live"), move.get("staged"), move.get("old"));
  }

  Move move() {
    return new Move(
        KIND + " " + database + "." + live,
        "putting time series " + database + "." + live + " in place",
        Move.Phase.SWITCH,
        Map.of("database", database, "live", live, "staged", staged, "old", old));
  }

  /**
   * Called when the buckets were loaded: tries the definition on an empty series, where what this
   * server does not make shows, and keeps it beside.
   */
  static void prepare(
      Server server, DefinitionLoad definitions, Namespace namespace, String staged) {
    String trial = staged + TRIAL;
    definitions.create(namespace, trial, null);
    definitions.finish(namespace, trial);
    server.database(namespace.database()).getCollection(trial).drop();
    new TimeseriesSwap(namespace.database(), namespace.collection(), staged, "")
        .state(server)
        .insertOne(
            new BsonDocument(ID, new BsonString(WANTED)).append(DEFINITION, namespace.metadata()));
  }

  /** Whether the buckets of a time series were loaded into a collection. */
  static boolean isStaged(Server server, String database, String staged) {
    return server.info(database, staged + STATE) != null;
  }

  private MongoCollection<BsonDocument> state(Server server) {
    return server.database(database).getCollection(staged + STATE, BsonDocument.class);
  }

  private @Nullable BsonDocument state(Server server, String id) {
    return state(server).find(new BsonDocument(ID, new BsonString(id))).first();
  }

  private void note(Server server, BsonDocument state) {
    state(server)
        .replaceOne(new BsonDocument(ID, state.get(ID)), state, new ReplaceOptions().upsert(true));
  }

  private MongoCollection<RawBsonDocument> documents(Server server, String name) {
    return server.database(database).getCollection(name, RawBsonDocument.class);
  }

  private String bucketsId(Server server) {
    BsonDocument buckets = server.info(database, Namespace.BUCKETS + live);
    return buckets == null ? "" : Server.uuid(buckets);
  }

  private boolean isOurs(Server server) {
    BsonDocument made = state(server, MADE);
    return made != null && made.getString(UUID).getValue().equals(bucketsId(server));
  }

  boolean isApplied(Server server) {
    return isOurs(server)
        && Objects.requireNonNull(state(server, MADE)).getBoolean(WHOLE).getValue();
  }

  /**
   * @param replaces whether a live series is kept aside, or refused
   */
  void apply(Server server, boolean replaces) {
    if (isApplied(server)) {
      return;
    }
    if (!replaces && !isOurs(server) && server.info(database, live) != null) {
      throw RestoreScope.taken("collection " + database + "." + live);
    }
    BsonDocument wanted = state(server, WANTED);
    if (wanted == null || server.info(database, staged) == null) {
      throw new EngineException(
          "restore.staged-missing",
          database + "." + staged + " is gone; nothing can be put in place");
    }
    if (state(server, PREVIOUS) == null) {
      BsonDocument previous = new BsonDocument(ID, new BsonString(PREVIOUS));
      Namespace now = ServerCatalog.find(server, database, live);
      if (now != null) {
        previous.append(TYPE, new BsonString(now.type())).append(DEFINITION, now.metadata());
      }
      note(server, previous);
    }
    makeWay(server);
    make(server, wanted.getDocument(DEFINITION), staged);
  }

  /** Whether what is live is what was live at first. */
  private boolean isPrevious(Server server, Namespace now) {
    BsonDocument previous = state(server, PREVIOUS);
    return previous != null
        && previous.containsKey(TYPE)
        && previous.getDocument(DEFINITION).getString(UUID).getValue().equals(now.uuid());
  }

  /**
   * Drops what is live. What was there at first is kept, as it is in the last moment; what another
   * client made later is kept, too, but not put back.
   */
  private void makeWay(Server server) {
    Namespace now = ServerCatalog.find(server, database, live);
    if (now == null) {
      return;
    }
    if (isPrevious(server, now)) {
      keep(server, now, old);
    } else if (!isOurs(server) && !isEmpty(server, now)) {
      String place = old + "_late1";
      for (int late = 2; server.info(database, place) != null; late++) {
        place = old + "_late" + late;
      }
      keep(server, now, place);
    }
    server.database(database).getCollection(live).drop();
  }

  private boolean isEmpty(Server server, Namespace now) {
    return documents(server, now.stored()).find().limit(1).first() == null;
  }

  /** A copy of a series gets its name when it is whole; an ordinary collection is renamed. */
  private void keep(Server server, Namespace now, String place) {
    if (!now.isTimeseries()) {
      rename(server, live, place);
      return;
    }
    if (Timeseries.isTooLarge(Timeseries.size(server, now))) {
      throw new EngineException("restore.series-too-large", Timeseries.tooLargeNow(now.name()));
    }
    documents(server, place + UNFINISHED).drop();
    server.database(database).createCollection(place + UNFINISHED);
    copy(server, now.stored(), place + UNFINISHED);
    documents(server, place).drop();
    rename(server, place + UNFINISHED, place);
  }

  private void rename(Server server, String from, String to) {
    server
        .database("admin")
        .runCommand(
            new BsonDocument("renameCollection", new BsonString(database + "." + from))
                .append("to", new BsonString(database + "." + to)));
  }

  private void make(Server server, BsonDocument metadata, String from) {
    Namespace series = new Namespace(database, live, Namespace.TIMESERIES, metadata);
    BsonDocument command = new BsonDocument("create", new BsonString(live));
    command.putAll(CollectionDefinition.createOptions(series));
    server.database(database).runCommand(command);
    BsonDocument made =
        new BsonDocument(ID, new BsonString(MADE))
            .append(UUID, new BsonString(bucketsId(server)))
            .append(WHOLE, BsonBoolean.FALSE);
    note(server, made);
    DefinitionLoad.indexes(server, series);
    copy(server, from, series.stored());
    note(server, made.append(WHOLE, BsonBoolean.TRUE));
  }

  private void copy(Server server, String from, String to) {
    List<RawBsonDocument> batch = new ArrayList<>();
    int bytes = 0;
    for (RawBsonDocument each : documents(server, from).find()) {
      batch.add(each);
      bytes += each.getByteBuffer().remaining();
      if (bytes >= BATCH_BYTES || batch.size() >= BATCH_DOCUMENTS) {
        insert(server, to, batch);
        bytes = 0;
      }
    }
    insert(server, to, batch);
  }

  private void insert(Server server, String to, List<RawBsonDocument> batch) {
    if (!batch.isEmpty()) {
      documents(server, to)
          .insertMany(List.copyOf(batch), new InsertManyOptions().bypassDocumentValidation(true));
      batch.clear();
    }
  }

  void undo(Server server) {
    BsonDocument previous = state(server, PREVIOUS);
    if (previous == null) {
      return; // Nothing live was changed.
    }
    Namespace now = ServerCatalog.find(server, database, live);
    if (now == null || !isPrevious(server, now)) {
      makeWay(server);
      putBack(server, previous);
    }
    state(server).deleteMany(new BsonDocument(ID, new BsonDocument("$ne", new BsonString(WANTED))));
  }

  private void putBack(Server server, BsonDocument previous) {
    if (!previous.containsKey(TYPE)) {
      return; // There was none.
    }
    BsonDocument definition = previous.getDocument(DEFINITION);
    if (previous.getString(TYPE).getValue().equals(Namespace.TIMESERIES)) {
      make(server, definition, old);
      Expiration.of(new Namespace(database, live, Namespace.TIMESERIES, definition))
          .forEach(rule -> Expiration.enforce(server, rule));
    } else {
      rename(server, old, live);
    }
  }
}
