package io.orchestratex.alert.store.mongodb;

import static io.orchestratex.kit.mongodb.Mongo.Meeting.WRITES_AND_KEYS;

import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.ReplaceOptions;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import io.orchestratex.alert.cases.Case;
import io.orchestratex.alert.intake.Ledger;
import io.orchestratex.alert.lifecycle.Alert;
import io.orchestratex.alert.notify.Delivery;
import io.orchestratex.alert.rule.Rule;
import io.orchestratex.alert.rule.RuleState;
import io.orchestratex.contracts.DomainEvent;
import io.orchestratex.kit.inbox.MongoInbox;
import io.orchestratex.kit.mongodb.Fields;
import io.orchestratex.kit.mongodb.Mongo;
import io.orchestratex.kit.outbox.MongoOutbox;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.bson.types.ObjectId;

/** One transaction over all collections. */
@Singleton
final class MongoLedger implements Ledger {

  private final AlertDatabase database;
  private final Mongo mongo;
  private final MongoOutbox outbox;
  private final MongoInbox inbox;

  MongoLedger(AlertDatabase database, Mongo mongo, MongoOutbox outbox, MongoInbox inbox) {
    this.database = database;
    this.mongo = mongo;
    this.outbox = outbox;
    this.inbox = inbox;
  }

  @Override
  public <T> T inTransaction(Function<Page, T> work) {
    return mongo.inTransaction(WRITES_AND_KEYS, session -> work.apply(new MongoPage(session)));
  }

  private final class MongoPage implements Page {

    private final ClientSession session;

    MongoPage(ClientSession session) {
      this.session = session;
    }

    @Override
    public boolean firstTime(String consumer, String eventId) {
      return inbox.firstTime(session, consumer, eventId);
    }

    @Override
    public String newId() {
      return new ObjectId().toHexString();
    }

    @Override
    public Optional<Alert> alert(String id) {
      return ObjectId.isValid(id)
          ? first(database.alerts(), byId(id)).map(AlertDocuments::alert)
          : Optional.empty();
    }

    @Override
    public Optional<Alert> openAlert(String fingerprint) {
      return first(
              database.alerts(),
              Filters.and(Filters.eq("fingerprint", fingerprint), Filters.eq("resolved", false)))
          .map(AlertDocuments::alert);
    }

    @Override
    public List<Alert> openAlertsOfRules(List<String> rules) {
      List<Alert> open = new ArrayList<>();
      database
          .alerts()
          .find(session, Filters.and(Filters.in("type", rules), Filters.eq("resolved", false)))
          .forEach(document -> open.add(AlertDocuments.alert(document)));
      return open;
    }

    @Override
    public void worked(String what, List<String> subjects, Instant at) {
      oneAtATime(what);
      // The newest of the same subjects is enough.
      database
          .successes()
          .updateOne(
              session,
              Filters.eq("_id", what + " " + String.join(",", subjects)),
              Updates.combine(
                  Updates.set("what", what),
                  Updates.set("subjects", subjects),
                  Updates.max("at", Fields.date(at))),
              new UpdateOptions().upsert(true));
    }

    @Override
    public boolean workedSince(String what, List<String> subjects, Instant at) {
      oneAtATime(what);
      return first(
              database.successes(),
              Filters.and(
                  Filters.eq("what", what),
                  Filters.all("subjects", subjects),
                  Filters.gte("at", Fields.date(at))))
          .isPresent();
    }

    /** Lets a failure and a success that are applied at once see each other: one waits. */
    private void oneAtATime(String what) {
      database
          .successes()
          .updateOne(
              session,
              Filters.eq("_id", "turn of " + what),
              Updates.inc("turn", 1L),
              new UpdateOptions().upsert(true));
    }

    @Override
    public void insert(Alert alert) {
      database.alerts().insertOne(session, AlertDocuments.of(alert));
    }

    @Override
    public void update(Alert alert) {
      database.alerts().replaceOne(session, byId(alert.id()), AlertDocuments.of(alert));
    }

    @Override
    public boolean isOn(Rule rule) {
      return first(
              database.rules(),
              Filters.and(
                  Filters.eq("_id", rule.id()),
                  Filters.eq("version", rule.version()),
                  Filters.eq("enabled", true)))
          .isPresent();
    }

    @Override
    public Optional<RuleState> ruleState(String id) {
      return first(database.ruleState(), Filters.eq("_id", id)).map(RuleStateDocuments::state);
    }

    @Override
    public void save(RuleState state) {
      database
          .ruleState()
          .replaceOne(
              session,
              Filters.eq("_id", state.id()),
              RuleStateDocuments.of(state),
              new ReplaceOptions().upsert(true));
    }

    @Override
    public Optional<Case> caseById(String id) {
      return first(database.cases(), byId(id)).map(CaseDocuments::caseOf);
    }

    @Override
    public Optional<Case> caseOfGroup(String group) {
      Optional<Document> active = first(database.cases(), CaseDocuments.activeOf(group));
      if (active.isPresent()) {
        return active.map(CaseDocuments::caseOf);
      }
      return Optional.ofNullable(
              database
                  .cases()
                  .find(session, Filters.eq("group", group))
                  .sort(Sorts.descending("created_at"))
                  .first())
          .map(CaseDocuments::caseOf);
    }

    @Override
    public long openAlertsOfCase(String caseId) {
      return database
          .alerts()
          .countDocuments(
              session,
              Filters.and(
                  Filters.eq("case_id", new ObjectId(caseId)), Filters.eq("resolved", false)));
    }

    @Override
    public void save(Case changed) {
      if (changed.version() == 1) {
        database.cases().insertOne(session, CaseDocuments.of(changed));
      } else {
        database.cases().replaceOne(session, byId(changed.id()), CaseDocuments.of(changed));
      }
    }

    @Override
    public void add(Delivery delivery) {
      database.notifications().insertOne(session, NotificationDocuments.of(delivery));
    }

    @Override
    public void append(DomainEvent event, long sequence) {
      outbox.append(session, event, sequence);
    }

    private Optional<Document> first(MongoCollection<Document> collection, Bson filter) {
      return Optional.ofNullable(collection.find(session, filter).first());
    }

    private static Bson byId(String id) {
      return Filters.eq("_id", new ObjectId(id));
    }
  }
}
