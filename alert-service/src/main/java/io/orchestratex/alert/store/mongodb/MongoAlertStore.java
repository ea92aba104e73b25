package io.orchestratex.alert.store.mongodb;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Accumulators;
import com.mongodb.client.model.Aggregates;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.Updates;
import com.mongodb.client.model.WriteModel;
import io.orchestratex.alert.lifecycle.Alert;
import io.orchestratex.alert.lifecycle.AlertStore;
import io.orchestratex.alert.lifecycle.Severity;
import io.orchestratex.kit.mongodb.Fields;
import io.orchestratex.kit.paging.Page;
import io.orchestratex.kit.paging.PageRequest;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.bson.types.ObjectId;

/** Alerts in the collection {@code alerts}. */
@Singleton
final class MongoAlertStore implements AlertStore {

  private static final int MAX_OF_CASE = 100;

  private final MongoCollection<Document> alerts;
  private final MongoCollection<Document> ruleState;

  MongoAlertStore(AlertDatabase database) {
    this.alerts = database.alerts();
    this.ruleState = database.ruleState();
  }

  @Override
  public Page<Alert> list(Filter filter, PageRequest page) {
    List<Bson> conditions = new ArrayList<>();
    if (filter.resolved() != null) {
      conditions.add(Filters.eq("resolved", filter.resolved()));
    }
    if (filter.severity() != null) {
      conditions.add(Filters.eq("severity", filter.severity().wire()));
    }
    if (filter.rule() != null) {
      conditions.add(Filters.eq("type", filter.rule()));
    }
    if (filter.target() != null) {
      conditions.add(Filters.eq("labels.target", filter.target()));
    }
    if (filter.text() != null) {
      conditions.add(Filters.regex("message", filter.text().mongoPattern()));
    }
    conditions.addAll(Fields.within("timestamp", filter.startsAt()));
    Bson wanted = conditions.isEmpty() ? new Document() : Filters.and(conditions);
    List<Alert> found = new ArrayList<>();
    alerts
        .find(wanted)
        .sort(Sorts.descending("timestamp"))
        .skip(page.offset())
        .limit(page.limit())
        .forEach(document -> found.add(AlertDocuments.alert(document)));
    return Page.of(found, page, alerts.countDocuments(wanted));
  }

  @Override
  public Optional<Alert> find(String id) {
    return ObjectId.isValid(id)
        ? Optional.ofNullable(alerts.find(Filters.eq("_id", new ObjectId(id))).first())
            .map(AlertDocuments::alert)
        : Optional.empty();
  }

  @Override
  public List<Alert> ofCase(String caseId) {
    List<Alert> found = new ArrayList<>();
    alerts
        .find(Filters.eq("case_id", new ObjectId(caseId)))
        .sort(Sorts.descending("timestamp"))
        .limit(MAX_OF_CASE)
        .forEach(document -> found.add(AlertDocuments.alert(document)));
    return found;
  }

  @Override
  public Map<Severity, Long> openBySeverity() {
    Map<Severity, Long> open = new EnumMap<>(Severity.class);
    for (Severity severity : Severity.values()) {
      open.put(severity, 0L);
    }
    alerts
        .aggregate(
            List.of(
                Aggregates.match(Filters.eq("resolved", false)),
                Aggregates.group("$severity", Accumulators.sum("count", 1L))))
        .hint(AlertDatabase.RESOLVED_AND_SEVERITY)
        .allowDiskUse(true)
        .forEach(group ->
            Severity.of(Fields.text(group, "_id"))
                .ifPresent(severity -> open.put(severity, Fields.number(group, "count"))));
    return open;
  }

  @Override
  public Optional<Instant> lastSeenOfOpen(String fingerprint) {
    return Optional.ofNullable(
            alerts
                .find(
                    Filters.and(
                        Filters.eq("fingerprint", fingerprint), Filters.eq("resolved", false)))
                .projection(Projections.include("last_seen_at"))
                .first())
        .map(open -> Fields.instant(open, "last_seen_at"));
  }

  @Override
  public List<String> openOfRule(String rule) {
    List<String> ids = new ArrayList<>();
    alerts
        .find(Filters.and(Filters.eq("type", rule), Filters.eq("resolved", false)))
        .forEach(document -> ids.add(document.getObjectId("_id").toHexString()));
    return ids;
  }

  @Override
  public Set<String> rulesOfOpen() {
    Set<String> rules = new TreeSet<>();
    alerts.distinct("type", Filters.eq("resolved", false), String.class).forEach(rules::add);
    return rules;
  }

  @Override
  public Map<String, Instant> measuredAt(Collection<String> fingerprints) {
    Map<String, Instant> found = new HashMap<>();
    if (!fingerprints.isEmpty()) {
      ruleState
          .find(Filters.in("_id", fingerprints))
          .projection(Projections.include("seen_at"))
          .forEach(document -> {
            Instant at = Fields.instantOrNull(document, "seen_at");
            if (at != null) {
              found.put(Fields.text(document, "_id"), at);
            }
          });
    }
    return found;
  }

  @Override
  public void countSightings(List<Sighting> sightings) {
    if (sightings.isEmpty()) {
      return;
    }
    List<WriteModel<Document>> writes = new ArrayList<>();
    for (Sighting sighting : sightings) {
      writes.add(
          new UpdateOneModel<>(
              Filters.and(
                  Filters.eq("fingerprint", sighting.fingerprint()),
                  Filters.eq("resolved", false),
                  Filters.lt("last_seen_at", Fields.date(sighting.at()))),
              Updates.combine(
                  Updates.inc("count", 1L),
                  Updates.set("last_seen_at", Fields.date(sighting.at())),
                  Updates.set("message", sighting.message()))));
    }
    alerts.bulkWrite(writes, new BulkWriteOptions().ordered(false));
  }
}
