package io.orchestratex.alert.store.mongodb;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import io.orchestratex.alert.lifecycle.Severity;
import io.orchestratex.alert.rule.Condition;
import io.orchestratex.alert.rule.Rule;
import io.orchestratex.alert.rule.RuleStore;
import io.orchestratex.kit.mongodb.Fields;
import io.orchestratex.kit.mongodb.MongoFaults;
import io.orchestratex.kit.paging.Page;
import io.orchestratex.kit.paging.PageRequest;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.bson.Document;
import org.bson.conversions.Bson;

/** Rules in the collection {@code rules}; the condition is stored as its JSON. */
@Singleton
final class MongoRuleStore implements RuleStore {

  private static final String SEEDED = "default-rules";
  private static final String RETIRING = "retiring";

  /** What was seeded by builds that did not note each rule. */
  private static final List<String> EARLIEST =
      List.of(
          "target-down",
          "connections-high",
          "cache-hit-low",
          "cpu-high",
          "memory-high",
          "disk-high",
          "collection-shrank",
          "backup-failed",
          "backup-verification-failed",
          "restore-failed",
          "restore-rolled-back");

  private final MongoCollection<Document> rules;
  private final MongoCollection<Document> settings;
  private final ObjectMapper json;

  MongoRuleStore(AlertDatabase database, ObjectMapper json) {
    this.rules = database.rules();
    this.settings = database.settings();
    this.json = json;
  }

  @Override
  public Page<Rule> list(Filter filter, PageRequest page) {
    List<Bson> conditions = new ArrayList<>();
    if (filter.enabled() != null) {
      conditions.add(Filters.eq("enabled", filter.enabled()));
    }
    if (filter.severity() != null) {
      conditions.add(Filters.eq("severity", filter.severity().wire()));
    }
    if (filter.text() != null) {
      Pattern text = filter.text().mongoPattern();
      conditions.add(Filters.or(Filters.regex("_id", text), Filters.regex("description", text)));
    }
    Bson wanted = conditions.isEmpty() ? new Document() : Filters.and(conditions);
    List<Rule> found = new ArrayList<>();
    rules
        .find(wanted)
        .sort(Sorts.ascending("_id"))
        .skip(page.offset())
        .limit(page.limit())
        .forEach(document -> found.add(rule(document)));
    return Page.of(found, page, rules.countDocuments(wanted));
  }

  @Override
  public Optional<Rule> find(String id) {
    return Optional.ofNullable(rules.find(Filters.eq("_id", id)).first()).map(this::rule);
  }

  @Override
  public List<Rule> enabled() {
    List<Rule> found = new ArrayList<>();
    rules
        .find(Filters.eq("enabled", true))
        .sort(Sorts.ascending("_id"))
        .forEach(document -> found.add(rule(document)));
    return found;
  }

  @Override
  public boolean insert(Rule rule) {
    try {
      rules.insertOne(document(rule));
      return true;
    } catch (MongoWriteException e) {
      if (MongoFaults.isDuplicateKey(e)) {
        return false;
      }
      throw e;
    }
  }

  @Override
  public boolean replace(Rule rule, boolean retires) {
    Bson before =
        Filters.and(Filters.eq("_id", rule.id()), Filters.eq("version", rule.version() - 1));
    // Not replaced as a whole: a mark of an earlier change stays.
    Document changed = document(rule);
    changed.remove("_id");
    if (retires) {
      changed.append(RETIRING, rule.version());
    }
    return rules.updateOne(before, new Document("$set", changed)).getMatchedCount() == 1;
  }

  @Override
  public Map<String, Long> retiring() {
    Map<String, Long> found = new HashMap<>();
    rules
        .find(Filters.exists(RETIRING))
        .forEach(
            document -> found.put(Fields.text(document, "_id"), Fields.number(document, RETIRING)));
    return found;
  }

  @Override
  public void retired(String id, long version) {
    rules.updateOne(
        Filters.and(Filters.eq("_id", id), Filters.eq(RETIRING, version)), Updates.unset(RETIRING));
  }

  @Override
  public boolean delete(String id) {
    return rules.deleteOne(Filters.eq("_id", id)).getDeletedCount() == 1;
  }

  @Override
  public void seed(List<Rule> pack) {
    Document mark = settings.find(Filters.eq("_id", SEEDED)).first();
    List<String> seeded = mark == null ? List.of() : mark.getList("rules", String.class, EARLIEST);
    List<Rule> added = pack.stream().filter(rule -> !seeded.contains(rule.id())).toList();
    if (added.isEmpty()) {
      return;
    }
    UpdateOptions upsert = new UpdateOptions().upsert(true);
    for (Rule rule : added) {
      Document whole = document(rule);
      whole.remove("_id");
      rules.updateOne(Filters.eq("_id", rule.id()), new Document("$setOnInsert", whole), upsert);
    }
    List<String> all = new ArrayList<>(seeded);
    added.forEach(rule -> all.add(rule.id()));
    settings.updateOne(
        Filters.eq("_id", SEEDED),
        Updates.combine(Updates.addEachToSet("rules", all), Updates.currentDate("seeded_at")),
        upsert);
  }

  @Override
  public void improveShrink(Rule newer, double minPrevious) {
    Document whole = document(newer);
    rules.updateOne(
        Filters.and(
            Filters.eq("_id", newer.id()),
            Filters.eq("version", 1L),
            Filters.eq("condition.min_previous", minPrevious)),
        Updates.combine(
            Updates.set("description", newer.description()),
            Updates.set("condition", whole.get("condition")),
            Updates.set("updated_at", whole.get("updated_at")),
            Updates.set("version", 2L)));
  }

  private Document document(Rule rule) {
    try {
      return new Document("_id", rule.id())
          .append("description", rule.description())
          .append("enabled", rule.enabled())
          .append("severity", rule.severity().wire())
          .append("message", rule.message())
          .append(
              "condition",
              Document.parse(json.writerFor(Condition.class).writeValueAsString(rule.condition())))
          .append("version", rule.version())
          .append("created_at", Fields.date(rule.createdAt()))
          .append("updated_at", Fields.date(rule.updatedAt()));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("cannot write rule " + rule.id(), e);
    }
  }

  private Rule rule(Document document) {
    String id = Fields.text(document, "_id");
    try {
      return new Rule(
          id,
          Fields.text(document, "description"),
          document.getBoolean("enabled", true),
          Severity.of(Fields.text(document, "severity")).orElse(Severity.CRITICAL),
          Fields.text(document, "message"),
          json.readValue(document.get("condition", Document.class).toJson(), Condition.class),
          Fields.number(document, "version"),
          Fields.instant(document, "created_at"),
          Fields.instant(document, "updated_at"));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("rule " + id + " is stored in a form that cannot be read", e);
    }
  }
}
