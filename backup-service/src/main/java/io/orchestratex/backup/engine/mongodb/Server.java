package io.orchestratex.backup.engine.mongodb;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.MongoCommandException;
import com.mongodb.WriteConcern;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import io.orchestratex.backup.engine.EngineAccess;
import io.orchestratex.backup.engine.EngineException;
import io.orchestratex.backup.engine.ProgressMonitor;
import io.orchestratex.backup.engine.ScopeSettings;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.bson.BsonBinary;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/** Connections to a server, and what it says about its databases. */
final class Server implements AutoCloseable {

  /** Temporary collections of a restore, and the old ones it moved aside. */
  static final String BESIDE = "ox_restore_";

  static final String OLD = "ox_old_";

  private static final Set<String> OWN_DATABASES = Set.of("admin", "config", "local");

  private static final int READ_SECONDS = 300;
  private static final int BRIEF_READ_SECONDS = 30;
  private static final int NO_LIMIT = 0;

  private final EngineAccess access;
  private final MongoClient client;
  private final ScopeSettings scope;
  private @Nullable MongoClient patient;
  private boolean closed;

  private Server(EngineAccess access, MongoClient client, ScopeSettings scope) {
    this.access = access;
    this.client = client;
    this.scope = scope;
  }

  static Server connect(EngineAccess access, ScopeSettings scope) {
    return new Server(access, client(access, READ_SECONDS), scope);
  }

  /** For work that must end soon: no answer within half a minute is a failure. */
  static Server connectBriefly(EngineAccess access, ScopeSettings scope) {
    return new Server(access, client(access, BRIEF_READ_SECONDS), scope);
  }

  private static MongoClient client(EngineAccess access, int readSeconds) {
    return MongoClients.create(
        MongoClientSettings.builder()
            .applyConnectionString(uri(access))
            .applicationName("orchestratex-backup")
            .writeConcern(WriteConcern.MAJORITY)
            .applyToClusterSettings(c -> c.serverSelectionTimeout(5, TimeUnit.SECONDS))
            .applyToSocketSettings(s ->
                s.connectTimeout(5, TimeUnit.SECONDS).readTimeout(readSeconds, TimeUnit.SECONDS))
            .build());
  }

  static ConnectionString uri(EngineAccess access) {
    try {
      return new ConnectionString(access.uri().reveal());
    } catch (IllegalArgumentException e) {
      // The message may repeat the uri, which holds a password.
      throw new EngineException(
          "backup.target-uri-invalid",
          "The connection string of target "
              + access.target()
              + " is invalid; expected mongodb://user:password@host:port/?authSource=admin.");
    }
  }

  MongoClient client() {
    return client;
  }

  MongoDatabase database(String name) {
    return client.getDatabase(name);
  }

  /**
   * Runs one command that may take hours, on a thread of its own. The wait ends with the answer or,
   * within a second, when the monitor does not let the work go on. An index build that was begun
   * goes on at the server even so, until its collection is dropped.
   */
  void patiently(String database, BsonDocument command, ProgressMonitor monitor) {
    MongoDatabase patiently = patient().getDatabase(database);
    FutureTask<Document> answer = new FutureTask<>(() -> patiently.runCommand(command));
    Thread.ofVirtual().name("mongodb-patient").start(answer);
    try {
      while (!isAnswered(answer)) {
        monitor.checkpoint();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      monitor.checkpoint();
      throw new EngineException(
          "backup.mongodb-fault", "the wait for " + command.getFirstKey() + " was interrupted", e);
    } finally {
      answer.cancel(true); // Closes the connection that still waits.
    }
  }

  private static boolean isAnswered(FutureTask<Document> answer) throws InterruptedException {
    try {
      answer.get(1, TimeUnit.SECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException fault) {
        throw fault;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  private synchronized MongoClient patient() {
    if (closed) {
      throw new IllegalStateException("the connection is closed");
    }
    if (patient == null) {
      patient = client(access, NO_LIMIT);
    }
    return patient;
  }

  /** Databases with data of users that are in scope. */
  List<String> databases() {
    return databases(scope::includes);
  }

  /** Databases with data of users, in scope or not. */
  List<String> allDatabases() {
    return databases(_ -> true);
  }

  /** Whether a database is backed up. */
  boolean isInScope(String database) {
    return scope.includes(database);
  }

  /** Databases with data of users that the settings exclude. */
  List<String> databasesOutOfScope() {
    return databases(name -> !scope.includes(name));
  }

  private List<String> databases(Predicate<String> wanted) {
    List<String> names = new ArrayList<>();
    for (String name : client.listDatabaseNames()) {
      if (!OWN_DATABASES.contains(name) && wanted.test(name)) {
        names.add(name);
      }
    }
    names.sort(null);
    return names;
  }

  /** Databases that hold nothing of users. */
  List<String> ownDatabases() {
    return OWN_DATABASES.stream().sorted().toList();
  }

  /** Whether this is a router of a sharded cluster. */
  boolean isSharded() {
    return "isdbgrid".equals(database("admin").runCommand(new Document("hello", 1)).get("msg"));
  }

  /**
   * Collections, views and functions of a database, without the server's own and without temporary
   * ones.
   */
  Map<String, BsonDocument> collections(String database) {
    Map<String, BsonDocument> found = new TreeMap<>();
    all(database)
        .forEach((name, info) -> {
          boolean own = name.startsWith("system.") && !name.equals(Namespace.FUNCTIONS);
          if (!own && !name.startsWith(BESIDE) && !name.startsWith(OLD)) {
            found.put(name, info);
          }
        });
    return found;
  }

  /** Every collection and view of a database, as listCollections describes them. */
  Map<String, BsonDocument> all(String database) {
    Map<String, BsonDocument> found = new TreeMap<>();
    for (BsonDocument info : database(database).listCollections(BsonDocument.class)) {
      found.put(info.getString("name").getValue(), info);
    }
    return found;
  }

  /** Names of all collections in admin; none where this account may not look. */
  List<String> inAdmin() {
    try {
      return List.copyOf(all(Accounts.DATABASE).keySet());
    } catch (MongoCommandException e) {
      if (e.getErrorCode() != Faults.UNAUTHORIZED) {
        throw e;
      }
      return List.of();
    }
  }

  /** What listCollections says of one, or null. */
  @Nullable BsonDocument info(String database, String collection) {
    return database(database)
        .listCollections(BsonDocument.class)
        .filter(new BsonDocument("name", new BsonString(collection)))
        .first();
  }

  static String uuid(BsonDocument info) {
    BsonValue uuid = info.getDocument("info", new BsonDocument()).get("uuid");
    return uuid instanceof BsonBinary binary ? HexFormat.of().formatHex(binary.getData()) : "";
  }

  String version() {
    return client
        .getDatabase("admin")
        .runCommand(new Document("buildInfo", 1))
        .getString("version");
  }

  /** Bytes that are free on the disk of the data; empty where this account may not see it. */
  OptionalLong freeBytes() {
    try {
      Document stats = database("admin").runCommand(new Document("dbStats", 1));
      return stats.get("fsTotalSize") instanceof Number total
              && stats.get("fsUsedSize") instanceof Number used
          ? OptionalLong.of(total.longValue() - used.longValue())
          : OptionalLong.empty();
    } catch (MongoCommandException e) {
      return OptionalLong.empty();
    }
  }

  /** The replica set's own id where we may see it, else its name. */
  String identity() {
    MongoDatabase admin = client.getDatabase("admin");
    try {
      Document config =
          admin.runCommand(new Document("replSetGetConfig", 1)).get("config", Document.class);
      return "replica-set "
          + config.getString("_id")
          + " "
          + config.get("settings", new Document()).get("replicaSetId");
    } catch (MongoCommandException e) {
      Object set = admin.runCommand(new Document("hello", 1)).get("setName");
      return set == null ? "standalone" : "replica-set " + set;
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    client.close();
    if (patient != null) {
      patient.close();
    }
  }
}
