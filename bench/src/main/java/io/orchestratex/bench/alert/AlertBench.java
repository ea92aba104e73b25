package io.orchestratex.bench.alert;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import io.orchestratex.bench.report.Figures;
import io.orchestratex.bench.report.Report;
import io.orchestratex.bench.stack.BenchStack;
import io.orchestratex.bench.stack.StackOptions;
import io.orchestratex.cli.access.Gateway;
import io.orchestratex.cli.output.Table;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.bson.Document;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * From the write that makes a value cross its threshold to the notice at a webhook: sampling,
 * Kafka, the rule, the stored alert and the delivery together. Each crossing falls at a random
 * moment of the sampling interval, so half an interval of waiting is in the median.
 */
@Command(
    name = "alert",
    description = "From a crossed threshold to the webhook.",
    mixinStandardHelpOptions = true)
public final class AlertBench implements Callable<Integer> {

  private static final String RULE = "bench-crossing";
  private static final String DATABASE = "bench_alert";
  private static final int BELOW = 95;
  private static final int LIMIT = 100;
  private static final int STEP = 10;

  @Mixin private StackOptions options;

  @Option(names = "--times", description = "Crossings (default ${DEFAULT-VALUE}).")
  private int times = 20;

  @Option(
      names = "--interval",
      paramLabel = "SECONDS",
      split = ",",
      description = "Sampling intervals to measure with, one after the other (${DEFAULT-VALUE}).")
  private List<Integer> intervals = List.of(1, 5);

  @Override
  public Integer call() {
    Report report = options.report();
    ArrayNode rows = report.json().putArray("intervals");
    try (BenchStack stack = BenchStack.start(options);
        MongoClient mongo = MongoClients.create(stack.engines().mongo().rootUri());
        NoticeReceiver receiver = new NoticeReceiver()) {
      stack.gateway(Map.of());
      stack.service("alert-service", Map.of());
      Gateway admin = stack.signIn();
      prepare(admin, receiver);
      for (int interval : intervals) {
        MongoCollection<Document> watched = fresh(mongo);
        try (AutoCloseable _ = monitor(stack, interval)) {
          rows.add(measure(interval, watched, receiver));
        } catch (RuntimeException e) {
          throw e;
        } catch (Exception e) {
          throw new IllegalStateException(e);
        }
      }
    }
    report.table(
        times + " crossings for each interval: crossed → webhook, in seconds",
        new Table()
            .number("INTERVAL s", "/interval_seconds")
            .number("P50", row -> Report.number(row.path("p50_seconds"), 2))
            .number("P95", row -> Report.number(row.path("p95_seconds"), 2))
            .number("MAX", row -> Report.number(row.path("max_seconds"), 2))
            .number("P50 ÷ INTERVAL", row -> Report.number(row.path("p50_by_interval"), 2))
            .number("END P50", row -> Report.number(row.path("resolved_p50_seconds"), 2))
            .number("END P95", row -> Report.number(row.path("resolved_p95_seconds"), 2)),
        rows);
    report.finish();
    return 0;
  }

  private static AutoCloseable monitor(BenchStack stack, int interval) {
    return stack.service(
        "monitor-service",
        Map.of(
            "ORCHESTRATEX_MONITOR_PROBE_INTERVAL",
            interval + "s",
            "ORCHESTRATEX_MONITOR_PROBE_DEADLINE",
            interval * 900 + "ms"));
  }

  private static void prepare(Gateway admin, NoticeReceiver receiver) {
    admin.put("/api/v1/notifications/webhook", Gateway.body().put("url", receiver.url()));
    ObjectNode rule =
        Gateway.body()
            .put("id", RULE)
            .put("severity", "high")
            .put("message", "{collection} has {value} documents");
    ObjectNode condition =
        rule.putObject("condition")
            .put("kind", "threshold")
            .put("comparison", "above")
            .put("fire", LIMIT)
            .put("for_seconds", 0);
    ObjectNode selector =
        condition.putObject("selector").put("metric", "mongodb_collection_documents");
    ObjectNode label = selector.putArray("labels").addObject();
    label.put("label", "database").put("operator", "in").putArray("values").add(DATABASE);
    admin.post("/api/v1/rules", rule);
  }

  private static MongoCollection<Document> fresh(MongoClient mongo) {
    mongo.getDatabase(DATABASE).drop();
    MongoCollection<Document> watched = mongo.getDatabase(DATABASE).getCollection("watched");
    add(watched, BELOW);
    return watched;
  }

  private static void add(MongoCollection<Document> watched, int count) {
    List<Document> documents = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      documents.add(new Document("n", i));
    }
    watched.insertMany(documents);
  }

  private ObjectNode measure(
      int interval, MongoCollection<Document> watched, NoticeReceiver receiver) {
    Duration limit = Duration.ofSeconds(30 + 3L * interval);
    List<Double> crossed = new ArrayList<>();
    List<Double> ended = new ArrayList<>();
    // One crossing that does not count: everything has then been used once.
    for (int i = -1; i < times; i++) {
      receiver.forget();
      pause(interval);
      long begin = System.nanoTime();
      add(watched, STEP);
      double fired = seconds(begin, receiver.await(RULE, "firing", limit));
      pause(interval);
      begin = System.nanoTime();
      watched.find().limit(STEP).forEach(each -> watched.deleteOne(each));
      double resolved = seconds(begin, receiver.await(RULE, "resolved", limit));
      if (i >= 0) {
        crossed.add(fired);
        ended.add(resolved);
      }
    }
    ObjectNode row = Gateway.body().put("interval_seconds", interval).put("times", times);
    row.put("p50_seconds", Report.rounded(Figures.quantile(crossed, 0.5)));
    row.put("p95_seconds", Report.rounded(Figures.quantile(crossed, 0.95)));
    row.put("max_seconds", Report.rounded(Figures.quantile(crossed, 1)));
    row.put("p50_by_interval", Report.rounded(Figures.quantile(crossed, 0.5) / interval));
    row.put("resolved_p50_seconds", Report.rounded(Figures.quantile(ended, 0.5)));
    row.put("resolved_p95_seconds", Report.rounded(Figures.quantile(ended, 0.95)));
    ArrayNode each = row.putArray("each_seconds");
    crossed.forEach(value -> each.add(Report.rounded(value)));
    return row;
  }

  /** A random part of the interval, so that the crossing is not in step with the sampling. */
  private static void pause(int interval) {
    try {
      TimeUnit.MILLISECONDS.sleep(RandomGenerator.getDefault().nextLong(interval * 1000L));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private static double seconds(long begin, long end) {
    return (end - begin) / 1e9;
  }
}
