package io.orchestratex.backup;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Indexes;
import io.orchestratex.local.TestEngines;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.UUID;
import org.bson.Document;

/** A database in each engine, as services have them, for a test to damage. */
final class SampleData implements AutoCloseable {

  final String database = "bks" + UUID.randomUUID().toString().substring(0, 8);
  private final MongoClient client = MongoClients.create(TestEngines.shared().mongo().backupUri());
  private final TestEngines.Postgres postgres = TestEngines.shared().postgres();

  SampleData() {
    sql("", "CREATE DATABASE " + database);
    sql(
        database,
        """
        CREATE TABLE tasks (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text);
        INSERT INTO tasks (name) SELECT 'task ' || g || md5(g::text) FROM generate_series(1, 20000) g;
        CREATE TABLE outbox (position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, v text);
        INSERT INTO outbox (v) VALUES ('old');
        """);
    List<Document> responses = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      responses.add(new Document("_id", i).append("text", UUID.randomUUID().toString()));
    }
    mongo().getCollection("responses").insertMany(responses);
    mongo().getCollection("responses").createIndex(Indexes.ascending("text"));
    mongo().getCollection("threads").insertOne(new Document("_id", 1));
    mongo().getCollection("outbox").insertOne(new Document("_id", "old"));
  }

  MongoDatabase mongo() {
    return mongo(database);
  }

  MongoDatabase mongo(String name) {
    return client.getDatabase(name);
  }

  /** Damages both, and lets new events wait. */
  void damage() {
    mongo().getCollection("responses").deleteMany(new Document("_id", new Document("$gt", 100)));
    mongo()
        .getCollection("outbox")
        .replaceOne(
            new Document("_id", "new"),
            new Document("_id", "new"),
            new com.mongodb.client.model.ReplaceOptions().upsert(true));
    sql(
        database,
        "DELETE FROM tasks WHERE id > 10; INSERT INTO outbox (v) SELECT 'new'"
            + " WHERE NOT EXISTS (SELECT 1 FROM outbox WHERE v = 'new')");
  }

  /** All of it as text, without the events. */
  String picture() {
    TreeMap<String, String> picture = new TreeMap<>(documents(mongo()));
    picture.put("tasks", one("SELECT count(*) || ' ' || sum(hashtext(t::text)) FROM tasks t"));
    picture.put(
        "tables",
        one(
            "SELECT string_agg(relname, ',' ORDER BY relname) FROM pg_class"
                + " WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"));
    return picture.toString();
  }

  /** A MongoDB database as text. */
  String picture(String name) {
    return documents(mongo(name)).toString();
  }

  private static TreeMap<String, String> documents(MongoDatabase in) {
    TreeMap<String, String> picture = new TreeMap<>();
    for (String name : in.listCollectionNames()) {
      if (!name.equals("outbox") && !name.startsWith("system.")) {
        List<String> documents = new ArrayList<>();
        in.getCollection(name)
            .find()
            .sort(new Document("_id", 1))
            .forEach(document -> documents.add(document.toJson()));
        List<String> indexes = new ArrayList<>();
        in.getCollection(name).listIndexes().forEach(index -> indexes.add(index.toJson()));
        picture.put("mongo " + name, documents.hashCode() + " " + documents.size() + indexes);
      }
    }
    return picture;
  }

  String one(String sql) {
    return one(database, sql);
  }

  String one(String in, String sql) {
    try (Connection connection = connect(in);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  /** Names of things that a restore made and should have removed. */
  List<String> leftovers() {
    List<String> left = new ArrayList<>();
    for (String name : mongo().listCollectionNames()) {
      if (name.startsWith("ox_")) {
        left.add(name);
      }
    }
    return left;
  }

  void sql(String in, String sql) {
    try (Connection connection = connect(in.isEmpty() ? "postgres" : in);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  private Connection connect(String name) throws SQLException {
    return DriverManager.getConnection(
        postgres.jdbcUrl().replaceAll("/postgres(?=$|\\?)", "/" + name),
        postgres.user(),
        postgres.password());
  }

  @Override
  public void close() {
    mongo().drop();
    client.close();
    sql("", "DROP DATABASE IF EXISTS " + database + " WITH (FORCE)");
  }
}
