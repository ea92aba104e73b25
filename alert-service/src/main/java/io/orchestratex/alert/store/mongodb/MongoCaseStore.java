package io.orchestratex.alert.store.mongodb;

import static io.orchestratex.kit.mongodb.Mongo.Meeting.WRITES_AND_KEYS;

import com.mongodb.client.ClientSession;
import com.mongodb.client.FindIterable;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.Updates;
import io.orchestratex.alert.cases.Case;
import io.orchestratex.alert.cases.CaseRules.Change;
import io.orchestratex.alert.cases.CaseStore;
import io.orchestratex.alert.lifecycle.Alert;
import io.orchestratex.kit.failure.FailureException;
import io.orchestratex.kit.mongodb.Fields;
import io.orchestratex.kit.mongodb.Mongo;
import io.orchestratex.kit.outbox.MongoOutbox;
import io.orchestratex.kit.paging.Page;
import io.orchestratex.kit.paging.PageRequest;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/** Cases in the collection {@code cases}. */
@Singleton
final class MongoCaseStore implements CaseStore {

  private final MongoCollection<Document> cases;
  private final MongoCollection<Document> alerts;
  private final Mongo mongo;
  private final MongoOutbox outbox;

  MongoCaseStore(AlertDatabase database, Mongo mongo, MongoOutbox outbox) {
    this.cases = database.cases();
    this.alerts = database.alerts();
    this.mongo = mongo;
    this.outbox = outbox;
  }

  @Override
  public Page<Case> list(Filter filter, PageRequest page) {
    List<Bson> conditions = new ArrayList<>();
    if (filter.status() != null) {
      conditions.add(Filters.eq("status", filter.status().wire()));
    }
    // Other filters have indexes of their own, among which the server chooses.
    boolean byStatusOnly = filter.status() != null;
    byStatusOnly &= add(conditions, "severity", filter.severity());
    byStatusOnly &= add(conditions, "priority", filter.priority());
    byStatusOnly &= add(conditions, "tags", filter.tag());
    if (filter.assignee() != null) {
      conditions.add(Filters.eq("assignee", new ObjectId(filter.assignee())));
      byStatusOnly = false;
    }
    if (filter.text() != null) {
      conditions.add(Filters.text(filter.text()));
      byStatusOnly = false;
    }
    conditions.addAll(Fields.within("created_at", filter.createdAt()));
    Bson wanted = conditions.isEmpty() ? new Document() : Filters.and(conditions);
    FindIterable<Document> query = cases.find(wanted);
    query =
        filter.text() == null
            ? query.sort(Sorts.descending("created_at"))
            : query.projection(Projections.metaTextScore("rank")).sort(Sorts.metaTextScore("rank"));
    if (byStatusOnly) {
      query = query.hint(AlertDatabase.STATUS_AND_AGE);
    }
    List<Case> found = new ArrayList<>();
    query
        .skip(page.offset())
        .limit(page.limit())
        .forEach(document -> found.add(CaseDocuments.caseOf(document)));
    return Page.of(found, page, cases.countDocuments(wanted));
  }

  /** Adds a condition if there is one; true when there is none. */
  private static boolean add(List<Bson> conditions, String field, @Nullable Object value) {
    if (value == null) {
      return true;
    }
    conditions.add(Filters.eq(field, value.toString()));
    return false;
  }

  @Override
  public Optional<Case> find(String id) {
    return ObjectId.isValid(id)
        ? Optional.ofNullable(cases.find(byId(id)).first()).map(CaseDocuments::caseOf)
        : Optional.empty();
  }

  @Override
  public Case open(Function<String, Change> opening, @Nullable String alertId) {
    return mongo.inTransaction(
        WRITES_AND_KEYS,
        session -> {
          Change change = opening.apply(new ObjectId().toHexString());
          cases.insertOne(session, CaseDocuments.of(change.next()));
          if (alertId != null) {
            alerts.updateOne(
                session, byId(alertId), Updates.set("case_id", new ObjectId(change.next().id())));
          }
          append(session, change);
          return change.next();
        });
  }

  @Override
  public Optional<Case> change(String id, Function<Case, Change> change) {
    if (!ObjectId.isValid(id)) {
      return Optional.empty();
    }
    return mongo.inTransaction(
        WRITES_AND_KEYS,
        session ->
            Optional.ofNullable(cases.find(session, byId(id)).first())
                .map(CaseDocuments::caseOf)
                .map(old -> replace(session, old, change.apply(old))));
  }

  @Override
  public Optional<Case> link(String id, String alertId, BiFunction<Case, Alert, Change> change) {
    if (!ObjectId.isValid(id) || !ObjectId.isValid(alertId)) {
      return Optional.empty();
    }
    return mongo.inTransaction(
        WRITES_AND_KEYS,
        session -> {
          Document work = cases.find(session, byId(id)).first();
          Document found = alerts.find(session, byId(alertId)).first();
          if (work == null || found == null) {
            return Optional.empty();
          }
          Alert alert = AlertDocuments.alert(found);
          alerts.replaceOne(session, byId(alertId), AlertDocuments.of(alert.inCase(id)));
          Case old = CaseDocuments.caseOf(work);
          return Optional.of(replace(session, old, change.apply(old, alert)));
        });
  }

  private Case replace(ClientSession session, Case old, Change change) {
    if (change.next().version() != old.version()) {
      refuseSecondActive(session, old, change.next());
      cases.replaceOne(session, byId(old.id()), CaseDocuments.of(change.next()));
      append(session, change);
    }
    return change.next();
  }

  private void refuseSecondActive(ClientSession session, Case old, Case next) {
    if (next.group() == null || old.status().active() || !next.status().active()) {
      return;
    }
    Document active = cases.find(session, CaseDocuments.activeOf(next.group())).first();
    if (active != null) {
      throw FailureException.conflict(
          "case.other-active",
          "Case "
              + old.id()
              + " cannot become "
              + next.status()
              + " again: case "
              + Fields.hex(active, "_id")
              + " about the same condition is being worked on. Go on there.");
    }
  }

  private void append(ClientSession session, Change change) {
    if (change.event() != null) {
      outbox.append(session, change.event(), change.next().version());
    }
  }

  private static Bson byId(String id) {
    return Filters.eq("_id", new ObjectId(id));
  }
}
