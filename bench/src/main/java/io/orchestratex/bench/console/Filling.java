package io.orchestratex.bench.console;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orchestratex.bench.stack.ServiceProcess;
import io.orchestratex.cli.access.Gateway;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.bson.Document;
import org.bson.types.ObjectId;

/**
 * Fills the stores of the services: one of each thing is made over the API, and the rest are copies
 * of what the service stored for it, spread over the time before.
 */
final class Filling {

  /** The rule whose alerts are copied. */
  static final String RULE = "bench-down";

  /** One session in so many has a thread with an answer. */
  private static final int SPOKEN_EVERY = 10;

  /** One alert in so many is open. */
  private static final int OPEN_EVERY = 30;

  private static final int CASES = 500;
  private static final int WORK = 30;
  private static final int PROMPTS = 10;
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final List<String> SEVERITIES = List.of("low", "medium", "high", "critical");

  private final Gateway admin;
  private final SplittableRandom random = new SplittableRandom(20_261_127);
  private final long now = System.currentTimeMillis();

  Filling(Gateway admin) {
    this.admin = admin;
  }

  /**
   * Sessions over 90 days, of which one in ten has a thread with an answer; a few agents and tasks.
   *
   * @param owners ids of the users that they belong to
   * @return the path of a session with answers, and of its thread
   */
  List<String> sessions(ServiceProcess service, int count, List<String> owners) {
    String session =
        created("/api/v1/sessions", Gateway.body().put("title", "Review of the outbox"));
    String thread =
        created(
            "/api/v1/sessions/" + session + "/threads",
            Gateway.body().put("domain", "reviews").put("title", "The first look"));
    for (int i = 0; i < PROMPTS; i++) {
      admin.post(
          "/api/v1/threads/" + thread + "/responses",
          Gateway.body().put("prompt", "What may go wrong with step " + i + " of the relay?"));
    }
    for (int i = 0; i < WORK; i++) {
      String agent =
          created(
              "/api/v1/agents",
              Gateway.body().put("name", "Reviewer " + i).put("role", "reviewer"));
      created(
          "/api/v1/tasks",
          Gateway.body()
              .put("type", "review")
              .put("description", "Review change " + i)
              .put("agent_id", agent));
    }
    try (Clones clones = new Clones(service.variable("MONGODB_URI"))) {
      copySessions(clones, count, owners);
    }
    return List.of(
        "/console/sessions/" + session, "/console/sessions/" + session + "/threads/" + thread);
  }

  private void copySessions(Clones clones, int count, List<String> owners) {
    List<Document> spoken = new ArrayList<>();
    clones.add(
        "user_sessions",
        clones.newest("user_sessions"),
        count,
        (copy, i) -> {
          Date begun = before(Duration.ofDays(90));
          copy.append("user_id", owners.get(i % owners.size()))
              .append("title", "Session %d about invoices".formatted(i))
              .append("created_at", begun)
              .append("session_start", begun)
              .append("thread_count", 0);
          if (i % 4 != 0) {
            copy.append("status", "ended")
                .append("session_end", new Date(begun.getTime() + 1_800_000));
          }
          if (i % SPOKEN_EVERY == 0) {
            copy.append("thread_count", 1);
            spoken.add(copy);
          }
        });
    Document thread = clones.newest("conversation_threads");
    List<ObjectId> threads = new ArrayList<>();
    clones.add(
        "conversation_threads",
        thread,
        spoken.size(),
        (copy, i) -> {
          of(spoken.get(i), copy).append("iterations", 1);
          threads.add(copy.getObjectId("_id"));
        });
    clones.add(
        "model_responses",
        clones.newest("model_responses"),
        spoken.size(),
        (copy, i) ->
            of(spoken.get(i), copy)
                .append("thread_id", threads.get(i))
                .append("iteration", 1)
                .append("started_at", spoken.get(i).getDate("created_at"))
                .append("finished_at", spoken.get(i).getDate("created_at")));
  }

  private static Document of(Document session, Document copy) {
    return copy.append("session_id", session.getObjectId("_id"))
        .append("user_id", session.getString("user_id"))
        .append("created_at", session.getDate("created_at"));
  }

  /** Adds the rule whose first alert the monitored targets raise that do not answer. */
  void rule() {
    ObjectNode rule =
        Gateway.body()
            .put("id", RULE)
            .put("severity", "high")
            .put("message", "{target} cannot be measured");
    ObjectNode condition =
        rule.putObject("condition")
            .put("kind", "threshold")
            .put("comparison", "below")
            .put("fire", 0.5)
            .put("for_seconds", 0);
    condition.putObject("selector").put("metric", "ox_up");
    admin.post("/api/v1/rules", rule);
  }

  /**
   * Alerts over 60 days, most of them resolved, each with a delivery, and cases, of which some
   * belong to alerts.
   *
   * @return paths of an alert and of a case
   */
  List<String> alerts(ServiceProcess service, int count) {
    String work =
        created(
            "/api/v1/cases",
            Gateway.body()
                .put("title", "Why the shop was slow")
                .put("description", "Customers waited for minutes")
                .put("severity", "high")
                .put("priority", "high"));
    String real = "/api/v1/alerts?rule=" + RULE + "&limit=1";
    await(
        "an alert of a target that is down", () -> admin.get(real).at("/paging/total").asInt() > 0);
    String alert = admin.get(real).at("/items/0/id").asText();
    try (Clones clones = new Clones(service.variable("MONGODB_URI"))) {
      List<ObjectId> cases = copyCases(clones);
      copyAlerts(clones, alert, count, cases);
    }
    return List.of("/console/alerts/" + alert, "/console/cases/" + work);
  }

  private List<ObjectId> copyCases(Clones clones) {
    List<ObjectId> cases = new ArrayList<>();
    clones.add(
        "cases",
        clones.newest("cases"),
        CASES,
        (copy, i) -> {
          Date opened = before(Duration.ofDays(60));
          copy.append("title", "Incident %d of the shop".formatted(i))
              .append("severity", SEVERITIES.get(i % SEVERITIES.size()))
              .append("created_at", opened)
              .append("updated_at", opened);
          if (i % 5 != 0) {
            copy.append("status", "resolved").append("resolved_at", opened);
          }
          copy.remove("group");
          cases.add(copy.getObjectId("_id"));
        });
    return cases;
  }

  private void copyAlerts(Clones clones, String original, int count, List<ObjectId> cases) {
    List<Document> all = new ArrayList<>();
    clones.add(
        "alerts",
        // Of our rule: the service ends open alerts of its own ones by itself.
        clones.get("alerts", original),
        count,
        (copy, i) -> {
          Date begun = before(Duration.ofDays(60));
          copy.append("severity", SEVERITIES.get(i % SEVERITIES.size()))
              .append("message", TargetStub.id(i % 2_000) + " cannot be measured")
              .append("timestamp", begun)
              .append("last_seen_at", begun)
              .append("fingerprint", hex())
              .append("case_id", i % 20 == 0 ? cases.get(i / 20 % cases.size()) : null)
              .append("resolved", i % OPEN_EVERY != 0);
          if (i % OPEN_EVERY != 0) {
            copy.append("resolution", "The condition ended.")
                .append("resolved_by", null)
                .append("resolved_at", new Date(begun.getTime() + 600_000));
          }
          all.add(copy);
        });
    clones.add(
        "notifications",
        delivery(clones),
        count,
        (copy, i) ->
            copy.append("fingerprint", all.get(i).getString("fingerprint"))
                .append("alert_id", all.get(i).getObjectId("_id").toHexString())
                .append("message", all.get(i).getString("message"))
                .append("starts_at", all.get(i).getDate("timestamp"))
                .append("created_at", all.get(i).getDate("timestamp"))
                .append("next_attempt_at", all.get(i).getDate("timestamp"))
                .append("status", "delivered")
                .append("done_at", all.get(i).getDate("timestamp")));
  }

  private Document delivery(Clones clones) {
    await(
        "a delivery of the alert",
        () -> admin.get("/api/v1/notifications?limit=1").at("/paging/total").asInt() > 0);
    return clones.newest("notifications");
  }

  /**
   * Backups every 15 minutes, one in 50 of them failed.
   *
   * @return the path of one
   */
  String backups(ServiceProcess service, int count) {
    ObjectNode order = Gateway.body().put("label", "nightly");
    order.putArray("targets").add("mongodb").add("postgresql");
    String id = created("/api/v1/backups", order);
    await(
        "a backup",
        () -> {
          JsonNode backup = admin.get("/api/v1/backups/" + id);
          if (backup.path("state").asText().matches("failed|cancelled")) {
            throw new IllegalStateException("the backup failed: " + backup.path("failure"));
          }
          return backup.path("state").asText().equals("succeeded");
        });
    try (Connection connection =
            DriverManager.getConnection(
                service.variable("POSTGRES_URL"),
                service.variable("POSTGRES_USER"),
                service.variable("POSTGRES_PASSWORD"));
        PreparedStatement copies =
            connection.prepareStatement(
                """
                INSERT INTO jobs (%1$s)
                SELECT %1$s
                FROM (SELECT (jsonb_populate_record(job, jsonb_build_object(
                    'id', to_char(job.created_at - at.shift, 'YYYYMMDD_HH24MISS'),
                    'created_at', job.created_at - at.shift,
                    'started_at', job.started_at - at.shift,
                    'finished_at', job.finished_at - at.shift,
                    'status', CASE WHEN at.number %% 50 = 0 THEN 'failed' ELSE 'succeeded' END,
                    'failure', CASE WHEN at.number %% 50 = 0 THEN 'mongodb did not answer' END,
                    'order_key', NULL))).*
                  FROM jobs job,
                    (SELECT number, number * interval '15 minutes' AS shift
                     FROM generate_series(1, ?) AS number) AS at
                  WHERE job.id = ?) AS copy\
                """
                    .formatted(writtenColumns(connection)))) {
      copies.setInt(1, count);
      copies.setString(2, id);
      copies.executeUpdate();
    } catch (SQLException e) {
      throw new IllegalStateException("the backups were not copied", e);
    }
    return "/console/backups/" + id;
  }

  /** The columns of jobs that are not computed from others. */
  private static String writtenColumns(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                """
                SELECT string_agg(quote_ident(column_name), ', ') FROM information_schema.columns
                WHERE table_schema = current_schema() AND table_name = 'jobs'
                  AND is_generated = 'NEVER'\
                """)) {
      row.next();
      return row.getString(1);
    }
  }

  private String created(String path, ObjectNode body) {
    return admin.post(path, body).path("id").asText();
  }

  private Date before(Duration most) {
    return new Date(now - random.nextLong(most.toMillis()));
  }

  private String hex() {
    byte[] bytes = new byte[16];
    random.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  /** A user who may read all. */
  String user(String name, String password) {
    ObjectNode user = Gateway.body().put("username", name).put("password", password);
    user.putArray("roles").add("operator");
    return created("/api/v1/users", user);
  }

  static void await(String what, Supplier<Boolean> isThere) {
    long end = System.nanoTime() + LIMIT.toNanos();
    try {
      while (!isThere.get()) {
        if (System.nanoTime() > end) {
          throw new IllegalStateException(
              what + " did not come within " + LIMIT.toSeconds() + " s");
        }
        TimeUnit.MILLISECONDS.sleep(200);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
