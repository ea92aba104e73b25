package io.orchestratex.local.part.mongodb;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.MongoCommandException;
import com.mongodb.MongoCredential;
import com.mongodb.MongoException;
import com.mongodb.MongoSecurityException;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import io.orchestratex.local.part.Claim;
import io.orchestratex.local.part.Claims;
import io.orchestratex.local.part.PartFailedException;
import io.orchestratex.local.part.Wire;
import io.orchestratex.local.process.PartProcess;
import io.orchestratex.local.stack.Secrets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.bson.Document;

/** The replica set's configuration and the users of MongoDB. */
public final class MongodbAccounts {

  public static final String ROOT = "root";

  /** The account with which backup-service reads and restores every database. */
  public static final String BACKUP = "backup-operator";

  /** The account with which monitor-service watches. */
  public static final String MONITOR = "monitoring";

  static final String REPLICA_SET = "rs0";

  /** Under which name the content of the key file is kept. */
  static final String KEY = "key-file";

  /** As whom the members of a set log in at each other. */
  static final String MEMBER = "__system";

  private static final String SAMPLER = "orchestratexSampler";
  private static final List<String> SAMPLER_ACTIONS =
      List.of("listCollections", "collStats", "dbStats", "indexStats", "listIndexes", "find");

  private static final int ALREADY_INITIALIZED = 23;
  private static final int USER_EXISTS = 51003;
  private static final long PRIMARY_LIMIT_SECONDS = 30;

  private final Secrets secrets;
  private final Claims claims;
  private final IntSupplier port;

  MongodbAccounts(Secrets secrets, Claims claims, IntSupplier port) {
    this.secrets = secrets;
    this.claims = claims;
    this.port = port;
  }

  private static List<Document> rolesOf(String account) {
    return switch (account) {
      case ROOT -> List.of(role("root", "admin"));
      case BACKUP ->
          List.of(
              role("backup", "admin"),
              role("restore", "admin"),
              role("readWriteAnyDatabase", "admin"),
              role("dbAdminAnyDatabase", "admin"),
              role("clusterMonitor", "admin"));
      case MONITOR -> List.of(role("clusterMonitor", "admin"), role(SAMPLER, "admin"));
      default -> throw new IllegalArgumentException("no account " + account);
    };
  }

  private static List<Document> ownerOf(String database) {
    return List.of(role("readWrite", database), role("dbAdmin", database));
  }

  private static Document role(String role, String database) {
    return new Document("role", role).append("db", database);
  }

  /** What {@link #provision} makes. */
  String described() {
    StringBuilder text = new StringBuilder(64);
    for (Claim<MongodbDatabase> own : claims.of(MongodbDatabase.class)) {
      text.append(own).append(secrets.password(MongodbPart.NAME, own.service()));
    }
    for (String account : List.of(ROOT, BACKUP, MONITOR)) {
      text.append(rolesOf(account)).append(secrets.password(MongodbPart.NAME, account));
    }
    return text.append(SAMPLER_ACTIONS).toString();
  }

  /** Makes the replica set and the stack's users, or finds them made. */
  void provision() {
    try {
      if (!rootExists()) {
        begin();
      }
      try (MongoClient root = connect()) {
        awaitPrimary(root);
        putSampler(root);
        for (Claim<MongodbDatabase> own : claims.of(MongodbDatabase.class)) {
          String password = secrets.password(MongodbPart.NAME, own.service());
          put(root, own.service(), password, ownerOf(own.need().database()));
        }
        for (String account : List.of(BACKUP, MONITOR)) {
          put(root, account, secrets.password(MongodbPart.NAME, account), rolesOf(account));
        }
      }
    } catch (MongoException e) {
      throw new PartFailedException(
          MongodbPart.NAME, "its users could not be made: " + e.getMessage(), e);
    }
  }

  private boolean rootExists() {
    try (MongoClient client = connect()) {
      client.getDatabase("admin").runCommand(new Document("connectionStatus", 1));
      return true;
    } catch (MongoSecurityException e) {
      return false;
    }
  }

  /** Before the first user exists, the members' key lets in; from elsewhere too, in a container. */
  private void begin() {
    try (MongoClient client = connect(MEMBER, "local", secrets.password(MongodbPart.NAME, KEY))) {
      try {
        Document member = new Document("_id", 0).append("host", host());
        client
            .getDatabase("admin")
            .runCommand(
                new Document(
                    "replSetInitiate",
                    new Document("_id", REPLICA_SET).append("members", List.of(member))));
      } catch (MongoCommandException e) {
        if (e.getErrorCode() != ALREADY_INITIALIZED) {
          throw e;
        }
      }
      awaitPrimary(client);
      put(client, ROOT, secrets.password(MongodbPart.NAME, ROOT), rolesOf(ROOT));
    }
  }

  private String host() {
    return Wire.HOST + ":" + port.getAsInt();
  }

  private static void awaitPrimary(MongoClient client) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PRIMARY_LIMIT_SECONDS);
    while (System.nanoTime() < end) {
      Document hello = client.getDatabase("admin").runCommand(new Document("hello", 1));
      if (hello.getBoolean("isWritablePrimary", false)) {
        return;
      }
      PartProcess.pause(50);
    }
    throw new PartFailedException(MongodbPart.NAME, "its node did not become primary", null);
  }

  private static void put(MongoClient client, String user, String password, List<Document> roles) {
    MongoDatabase admin = client.getDatabase("admin");
    try {
      admin.runCommand(command("createUser", user, password, roles));
    } catch (MongoCommandException e) {
      if (e.getErrorCode() != USER_EXISTS) {
        throw e;
      }
      admin.runCommand(command("updateUser", user, password, roles));
    }
  }

  /**
   * Sees names, counts and sizes of every collection. {@code find} is what MongoDB asks for to
   * count documents; monitor-service reads none.
   */
  private static void putSampler(MongoClient root) {
    Document everywhere = new Document("db", "").append("collection", "");
    Document sees = new Document("resource", everywhere).append("actions", SAMPLER_ACTIONS);
    MongoDatabase admin = root.getDatabase("admin");
    Document known =
        admin.runCommand(
            new Document("rolesInfo", new Document("role", SAMPLER).append("db", "admin")));
    String verb = known.getList("roles", Document.class).isEmpty() ? "createRole" : "updateRole";
    admin.runCommand(
        new Document(verb, SAMPLER).append("privileges", List.of(sees)).append("roles", List.of()));
  }

  private static Document command(String verb, String user, String pwd, List<Document> roles) {
    return new Document(verb, user).append("pwd", pwd).append("roles", roles);
  }

  /** An empty database with a user of the same name who owns it. */
  public void freshDatabase(String name, String password) {
    try (MongoClient root = connect()) {
      root.getDatabase(name).drop();
      put(root, name, password, ownerOf(name));
    }
  }

  private MongoClient connect() {
    return connect(ROOT, "admin", secrets.password(MongodbPart.NAME, ROOT));
  }

  private MongoClient connect(String user, String database, String password) {
    return MongoClients.create(
        MongoClientSettings.builder()
            .applyConnectionString(
                new ConnectionString("mongodb://" + host() + "/?directConnection=true"))
            .applyToClusterSettings(c -> c.serverSelectionTimeout(15, TimeUnit.SECONDS))
            .credential(MongoCredential.createCredential(user, database, password.toCharArray()))
            .build());
  }
}
