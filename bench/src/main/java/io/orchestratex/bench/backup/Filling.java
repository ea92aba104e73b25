package io.orchestratex.bench.backup;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Indexes;
import io.orchestratex.local.TestEngines;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.bson.Document;
import org.bson.types.Decimal128;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * Fills a database named {@code bench} in either engine with rows like those of our services, in
 * {@value #PARTS} collections or tables of the same size.
 */
final class Filling {

  static final String DATABASE = "bench";
  private static final long SEED = 20_260_101;
  private static final long BEGIN_MILLIS = 1_767_225_600_000L;
  private static final int BATCH = 1_000;
  private static final int PARTS = 4;

  private Filling() {}

  /** Conversations of about 1.2 KB a document, indexed by thread; returns how many. */
  static long mongodb(TestEngines.Mongo mongo, long bytes) {
    Words words = new Words(SEED);
    try (MongoClient client = MongoClients.create(mongo.rootUri())) {
      MongoDatabase database = client.getDatabase(DATABASE);
      database.drop();
      List<MongoCollection<Document>> parts = new ArrayList<>();
      for (int part = 0; part < PARTS; part++) {
        parts.add(database.getCollection("responses_" + part));
        parts.getLast().createIndex(Indexes.ascending("thread_id", "iteration"));
      }
      long documents = 0;
      while (size(database) < bytes) {
        for (MongoCollection<Document> part : parts) {
          List<Document> all = new ArrayList<>(BATCH);
          for (int i = 0; i < BATCH; i++) {
            all.add(response(words, documents++));
          }
          part.insertMany(all);
        }
      }
      return documents;
    }
  }

  private static double size(MongoDatabase database) {
    return database
        .runCommand(new Document("dbStats", 1))
        .get("dataSize", Number.class)
        .doubleValue();
  }

  private static Document response(Words words, long number) {
    return new Document("session_id", words.hex(32))
        .append("thread_id", "thread-" + number / 20)
        .append("iteration", (int) (number % 20) + 1)
        .append("provider", "demo")
        .append("model_name", number % 3 == 0 ? "demo" : "demo-large")
        .append("prompt", words.line(words.random().nextInt(10, 50)))
        .append("response_text", words.line(words.random().nextInt(80, 200)))
        .append("tokens_used", words.random().nextInt(100, 2_000))
        .append("cost_usd", new Decimal128(words.random().nextInt(1, 90_000)))
        .append("created_at", new Date(BEGIN_MILLIS + number * 250))
        .append(
            "settings",
            new Document("temperature", words.random().nextDouble()).append("max_tokens", 1024));
  }

  /** Results of about 1 KB a row, with a primary key and an index; returns how many. */
  static long postgresql(TestEngines.Postgres postgres, long bytes) throws SQLException {
    try (Connection server = connect(postgres, "postgres");
        Statement statement = server.createStatement()) {
      statement.execute("DROP DATABASE IF EXISTS " + DATABASE + " WITH (FORCE)");
      statement.execute("CREATE DATABASE " + DATABASE);
    }
    Words words = new Words(SEED);
    try (Connection database = connect(postgres, DATABASE);
        Statement statement = database.createStatement()) {
      long rows = 0;
      for (int part = 0; part < PARTS; part++) {
        String table = "results_" + part;
        statement.execute(
            """
            CREATE TABLE %s (
              id bigint PRIMARY KEY, agent_id text NOT NULL, created_at timestamptz NOT NULL,
              kind text NOT NULL, payload jsonb NOT NULL, answer text NOT NULL,
              cost numeric(12, 6) NOT NULL, tokens integer NOT NULL)
            """
                .formatted(table));
        long written = 0;
        CopyIn copy =
            database
                .unwrap(PGConnection.class)
                .getCopyAPI()
                .copyIn("COPY " + table + " FROM STDIN");
        while (written < bytes / PARTS) {
          byte[] row = row(words, rows++).getBytes(UTF_8);
          copy.writeToCopy(row, 0, row.length);
          written += row.length;
        }
        copy.endCopy();
        statement.execute(
            "CREATE INDEX %1$s_of_agent ON %1$s (agent_id, created_at)".formatted(table));
      }
      statement.execute("ANALYZE");
      statement.execute("CHECKPOINT");
      return rows;
    }
  }

  /** Changes the newest hundredth of the documents of each collection. */
  static void changeMongodb(TestEngines.Mongo mongo) {
    try (MongoClient client = MongoClients.create(mongo.rootUri())) {
      for (int part = 0; part < PARTS; part++) {
        MongoCollection<Document> all =
            client.getDatabase(DATABASE).getCollection("responses_" + part);
        int count = (int) (all.estimatedDocumentCount() / 100);
        List<Object> newest = new ArrayList<>();
        all.find()
            .projection(new Document("_id", 1))
            .sort(new Document("_id", -1))
            .limit(count)
            .forEach(each -> newest.add(each.get("_id")));
        all.updateMany(
            new Document("_id", new Document("$in", newest)),
            new Document("$inc", new Document("tokens_used", 7)));
      }
    }
  }

  /** Changes the newest hundredth of the rows of each table. */
  static void changePostgresql(TestEngines.Postgres postgres) throws SQLException {
    try (Connection database = connect(postgres, DATABASE);
        Statement statement = database.createStatement()) {
      for (int part = 0; part < PARTS; part++) {
        statement.executeUpdate(
            """
            UPDATE %1$s SET tokens = tokens + 7 WHERE id > (SELECT max(id) - count(*) / 100 FROM %1$s)
            """
                .formatted("results_" + part));
      }
    }
  }

  private static String row(Words words, long number) {
    return String.join(
            "\t",
            Long.toString(number),
            "agent-" + words.random().nextInt(500),
            java.time.Instant.ofEpochMilli(BEGIN_MILLIS + number * 250).toString(),
            number % 4 == 0 ? "plan" : "answer",
            "{\"step\": %d, \"ref\": \"%s\", \"note\": \"%s\"}"
                .formatted(number % 12, words.hex(24), words.line(15)),
            words.line(words.random().nextInt(60, 160)),
            words.random().nextInt(1, 90) + "." + words.random().nextInt(100_000, 999_999),
            Integer.toString(words.random().nextInt(100, 2_000)))
        + "\n";
  }

  static Connection connect(TestEngines.Postgres postgres, String database) throws SQLException {
    String url = postgres.jdbcUrl().replaceFirst("/[^/?]*(\\?.*)?$", "/" + database);
    return DriverManager.getConnection(url, postgres.user(), postgres.password());
  }

  /** Deletes both databases. */
  static void remove(TestEngines engines) throws SQLException {
    try (MongoClient client = MongoClients.create(engines.mongo().rootUri())) {
      client.getDatabase(DATABASE).drop();
    }
    try (Connection server = connect(engines.postgres(), "postgres");
        Statement statement = server.createStatement()) {
      statement.execute("DROP DATABASE IF EXISTS " + DATABASE + " WITH (FORCE)");
    }
  }
}
