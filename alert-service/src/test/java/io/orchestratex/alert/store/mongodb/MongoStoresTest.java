package io.orchestratex.alert.store.mongodb;

import static io.orchestratex.alert.store.mongodb.StoredAlerts.T0;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.Updates;
import io.orchestratex.alert.RunningService;
import io.orchestratex.alert.channel.Receiver;
import io.orchestratex.alert.channel.webhook.ReceiverStore;
import io.orchestratex.alert.intake.Ledger;
import io.orchestratex.alert.lifecycle.Alert;
import io.orchestratex.alert.lifecycle.AlertRules;
import io.orchestratex.alert.lifecycle.AlertStore;
import io.orchestratex.alert.lifecycle.Firing;
import io.orchestratex.alert.lifecycle.Severity;
import io.orchestratex.alert.notify.Delivery;
import io.orchestratex.alert.rule.Condition;
import io.orchestratex.alert.rule.Rule;
import io.orchestratex.alert.rule.RuleStore;
import io.orchestratex.kit.mongodb.CollectionSpec;
import io.orchestratex.kit.mongodb.Mongo;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What the database itself guarantees. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MongoStoresTest {

  private RunningService service;
  private MongoDatabase database;

  @BeforeAll
  void start() {
    service = RunningService.shared();
    database = service.bean(Mongo.class).database();
  }

  @Test
  void hasTheIndexesThatAreAskedFor() {
    assertThat(indexes("alerts"))
        .contains(
            "timestamp {\"timestamp\": 1}",
            "case_id {\"case_id\": 1}",
            "severity_resolved {\"severity\": 1, \"resolved\": 1}",
            "case_id_unresolved {\"case_id\": 1}",
            "resolved_severity {\"resolved\": 1, \"severity\": 1}");
    assertThat(indexes("cases"))
        .contains(
            "created_at {\"created_at\": 1}",
            "status_severity {\"status\": 1, \"severity\": 1}",
            "assignee {\"assignee\": 1}",
            "tags {\"tags\": 1}",
            "priority {\"priority\": 1}",
            "status_created_at {\"status\": 1, \"created_at\": -1}")
        .anyMatch(index -> index.startsWith("words "));
  }

  @Test
  void everyDeclaredIndexIsInPlaceAndNoOther() {
    for (CollectionSpec spec : new AlertDatabase.Schema().collections()) {
      Set<String> names = new TreeSet<>(List.of("_id_"));
      spec.indexes().forEach(index -> names.add(index.getOptions().getName()));
      Set<String> found = new TreeSet<>();
      database
          .getCollection(spec.name())
          .listIndexes()
          .forEach(index -> found.add(index.getString("name")));
      assertThat(found).as(spec.name()).isEqualTo(names);
    }
  }

  @Test
  void theDatabaseRefusesAnInvalidCase() {
    MongoCollection<Document> cases = database.getCollection("cases");
    Document good =
        new Document("title", "t")
            .append("status", "open")
            .append("severity", "low")
            .append("created_at", new Date());
    assertThatCode(() -> cases.insertOne(copy(good))).doesNotThrowAnyException();

    for (String required : List.of("title", "status", "severity", "created_at")) {
      Document without = copy(good);
      without.remove(required);
      assertRefused(cases, without);
    }
    assertRefused(cases, copy(good).append("title", "x".repeat(201)));
    assertRefused(cases, copy(good).append("title", ""));
    assertRefused(cases, copy(good).append("status", "foo"));
    assertRefused(cases, copy(good).append("severity", "huge"));
    assertRefused(cases, copy(good).append("assignee", "ann"));
    assertThatCode(() -> cases.insertOne(copy(good).append("assignee", new ObjectId())))
        .doesNotThrowAnyException();
    assertThatCode(() -> cases.insertOne(copy(good).append("assignee", null)))
        .doesNotThrowAnyException();
    cases.deleteMany(Filters.eq("title", "t"));
  }

  @Test
  void openCasesNewestFirstComeFromTheIndexWithoutASort() {
    Document plan =
        database
            .getCollection("cases")
            .find(Filters.eq("status", "open"))
            .sort(Sorts.descending("created_at"))
            .hint(AlertDatabase.STATUS_AND_AGE)
            .explain();

    assertThat(plan.toJson()).contains("status_created_at").doesNotContain("\"SORT\"");
  }

  @Test
  void manyWhoRaiseTheSameAlertAtOnceMakeOne() throws Exception {
    Ledger ledger = service.bean(Ledger.class);
    Firing firing = firing("storm-" + UUID.randomUUID());
    List<Callable<Boolean>> all = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      all.add(() -> ledger.inTransaction(page -> raise(page, firing)));
    }
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      long made = 0;
      for (var each : threads.invokeAll(all)) {
        made += each.get() ? 1 : 0;
      }
      assertThat(made).isEqualTo(1);
    }
    List<Document> stored =
        database
            .getCollection("alerts")
            .find(Filters.eq("fingerprint", firing.fingerprint()))
            .into(new ArrayList<>());
    assertThat(stored)
        .singleElement()
        .satisfies(one -> assertThat(one.getLong("count")).isEqualTo(16));
  }

  private static boolean raise(Ledger.Page page, Firing firing) {
    var open = page.openAlert(firing.fingerprint());
    open.ifPresent(alert -> page.update(AlertRules.repeat(alert, firing)));
    if (open.isEmpty()) {
      page.insert(AlertRules.raise(page.newId(), firing).next());
    }
    return open.isEmpty();
  }

  @Test
  void aTransactionThatFailsLeavesNothing() {
    Ledger ledger = service.bean(Ledger.class);
    Firing firing = firing("torn-" + UUID.randomUUID());

    assertThatThrownBy(() ->
            ledger.inTransaction(page -> {
              AlertRules.Change change = AlertRules.raise(page.newId(), firing);
              page.insert(change.next());
              page.append(change.event(), 1);
              page.add(delivery(change.next(), "log", page.newId()));
              throw new IllegalStateException("the process died here");
            }))
        .isInstanceOf(IllegalStateException.class);

    for (String collection : List.of("alerts", "notifications")) {
      assertThat(
              database
                  .getCollection(collection)
                  .countDocuments(Filters.eq("fingerprint", firing.fingerprint())))
          .as(collection)
          .isZero();
    }
  }

  @Test
  void aSightingCountsOnce() {
    AlertStore alerts = service.bean(AlertStore.class);
    Alert alert = store(firing("seen-" + UUID.randomUUID()));
    var sighting = new AlertStore.Sighting(alert.fingerprint(), T0.plusSeconds(5), "again");

    alerts.countSightings(List.of(sighting));
    alerts.countSightings(List.of(sighting));

    assertThat(alerts.find(alert.id()).orElseThrow().count()).isEqualTo(2);
  }

  @Test
  void theSummaryCountsOpenAlertsBySeverity() {
    AlertStore alerts = service.bean(AlertStore.class);
    long before = alerts.openBySeverity().getOrDefault(Severity.HIGH, 0L);
    store(firing("one-" + UUID.randomUUID()));
    store(firing("two-" + UUID.randomUUID()));

    assertThat(alerts.openBySeverity()).containsEntry(Severity.HIGH, before + 2).hasSize(4);
  }

  @Test
  void theReceiverIsTheSameDocumentToTheRepositoryAndTheDriver() {
    ReceiverStore store = service.bean(ReceiverStore.class);
    MongoCollection<BsonDocument> receivers =
        database.getCollection("receivers", BsonDocument.class);
    receivers.deleteMany(Filters.empty());
    assertThat(store.read()).isEmpty();

    for (String url : List.of("https://ops.example/hook", "")) {
      store.write(new ReceiverStore.Receiver(url));
      assertThat(receivers.find())
          .containsExactly(
              new BsonDocument("_id", new BsonString("webhook"))
                  .append("url", new BsonString(url)));
      assertThat(store.read()).hasValue(new ReceiverStore.Receiver(url));
    }

    receivers.updateOne(Filters.eq("_id", "webhook"), Updates.set("url", "https://other.example"));
    assertThat(store.read()).hasValue(new ReceiverStore.Receiver("https://other.example"));
    receivers.updateOne(Filters.eq("_id", "webhook"), Updates.unset("url"));
    assertThat(store.read()).hasValue(new ReceiverStore.Receiver(""));
    receivers.deleteMany(Filters.empty());
  }

  @Test
  void aRuleThatANewerBuildBringsIsAddedAndADeletedOneStaysAway() {
    RuleStore store = service.bean(RuleStore.class);
    MongoCollection<Document> settings = database.getCollection("settings");
    Document mark = settings.find(Filters.eq("_id", "default-rules")).first();
    Rule silence = store.find("samples-missing").orElseThrow();
    Rule cpu = store.find("cpu-high").orElseThrow();
    List<Rule> pack = List.of(silence, cpu);
    store.delete(silence.id());
    store.delete(cpu.id());
    try {
      store.seed(pack);
      assertThat(store.find(silence.id())).as("deleted by a person").isEmpty();

      // As an earlier build left it.
      settings.updateOne(Filters.eq("_id", "default-rules"), Updates.unset("rules"));
      store.seed(pack);
      assertThat(store.find(silence.id())).isPresent();
      assertThat(store.find(cpu.id())).as("deleted by a person").isEmpty();
    } finally {
      settings.replaceOne(Filters.eq("_id", "default-rules"), mark);
      store.insert(cpu);
    }
  }

  @Test
  void aDefaultRuleThatNoPersonChangedFollowsTheNewerDefault() {
    RuleStore store = service.bean(RuleStore.class);
    MongoCollection<Document> rules = database.getCollection("rules");
    Rule newer = store.find("collection-shrank").orElseThrow();
    assertThat(((Condition.Shrink) newer.condition()).minPrevious()).isEqualTo(5);
    Document stored = rules.find(Filters.eq("_id", "collection-shrank")).first();
    try {
      // As an earlier build left it.
      rules.updateOne(
          Filters.eq("_id", "collection-shrank"),
          Updates.combine(Updates.set("condition.min_previous", 1.0), Updates.set("version", 1L)));
      store.improveShrink(newer, 1);
      assertThat(store.find("collection-shrank"))
          .hasValueSatisfying(rule -> {
            assertThat(rule.condition()).isEqualTo(newer.condition());
            assertThat(rule.version()).isEqualTo(2);
          });

      // A person's own limit, of a later version, stays.
      rules.updateOne(
          Filters.eq("_id", "collection-shrank"), Updates.set("condition.min_previous", 1.0));
      store.improveShrink(newer, 1);
      assertThat(store.find("collection-shrank"))
          .hasValueSatisfying(
              rule -> assertThat(((Condition.Shrink) rule.condition()).minPrevious()).isEqualTo(1));
    } finally {
      rules.replaceOne(Filters.eq("_id", "collection-shrank"), stored);
    }
  }

  @Test
  void manyWhoSetTheFirstReceiverAtOnceAllSucceed() throws Exception {
    ReceiverStore store = service.bean(ReceiverStore.class);
    MongoCollection<Document> receivers = database.getCollection("receivers");
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      for (int round = 0; round < 20; round++) {
        receivers.deleteMany(Filters.empty());
        List<Callable<Boolean>> all = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
          String url = "https://ops.example/" + i;
          all.add(() -> {
            store.write(new ReceiverStore.Receiver(url));
            return true;
          });
        }
        for (var each : threads.invokeAll(all)) {
          assertThat(each.get()).isTrue();
        }
        assertThat(receivers.countDocuments()).isEqualTo(1);
      }
    }
    receivers.deleteMany(Filters.empty());
  }

  private static Delivery delivery(Alert alert, String channel, String id) {
    return StoredAlerts.delivery(alert, new Receiver(channel, Receiver.DEFAULT, ""), id);
  }

  private Alert store(Firing firing) {
    return StoredAlerts.store(service, firing);
  }

  private static Firing firing(String name) {
    return StoredAlerts.firing(name);
  }

  private static Document copy(Document document) {
    return new Document(document);
  }

  private static void assertRefused(MongoCollection<Document> cases, Document document) {
    document.remove("_id");
    assertThatThrownBy(() -> cases.insertOne(document))
        .isInstanceOfSatisfying(
            MongoWriteException.class, e -> assertThat(e.getError().getCode()).isEqualTo(121));
  }

  private Set<String> indexes(String collection) {
    Set<String> names = new TreeSet<>();
    database
        .getCollection(collection)
        .listIndexes()
        .forEach(index ->
            names.add(index.getString("name") + " " + index.get("key", Document.class).toJson()));
    return names;
  }
}
