package io.orchestratex.alert.store.mongodb;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.ReplaceOneModel;
import com.mongodb.client.model.ReplaceOptions;
import com.mongodb.client.model.WriteModel;
import io.orchestratex.alert.rule.RuleEvaluation;
import io.orchestratex.alert.rule.RuleState;
import io.orchestratex.alert.rule.RuleStateStore;
import io.orchestratex.kit.mongodb.Fields;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bson.Document;
import org.bson.conversions.Bson;

/** Rule state in the collection {@code rule_state}, one document per series that is not trivial. */
@Singleton
final class MongoRuleStateStore implements RuleStateStore {

  private static final int DUPLICATE_KEY = 11_000;

  private final MongoCollection<Document> states;

  MongoRuleStateStore(AlertDatabase database) {
    this.states = database.ruleState();
  }

  @Override
  public Map<String, RuleState> load(Collection<String> ids) {
    Map<String, RuleState> found = new HashMap<>();
    states
        .find(Filters.in("_id", ids))
        .forEach(document -> {
          RuleState state = RuleStateDocuments.state(document);
          found.put(state.id(), state);
        });
    return found;
  }

  @Override
  public void save(List<Change> changes) {
    if (changes.isEmpty()) {
      return;
    }
    List<WriteModel<Document>> writes = new ArrayList<>();
    for (Change change : changes) {
      RuleState before = change.before();
      RuleState state = change.after();
      writes.add(
          new ReplaceOneModel<>(
              Filters.and(
                  Filters.eq("_id", state.id()),
                  Filters.eq("phase", RuleStateDocuments.word(before.phase())),
                  Filters.eq("since", Fields.date(before.since())),
                  olderThan(state)),
              RuleStateDocuments.of(state),
              new ReplaceOptions().upsert(true)));
    }
    try {
      states.bulkWrite(writes, new BulkWriteOptions().ordered(false));
    } catch (MongoBulkWriteException e) {
      // A stored state that moved on meanwhile does not match, and the upsert then meets it.
      if (e.getWriteErrors().stream().anyMatch(error -> error.getCode() != DUPLICATE_KEY)) {
        throw e;
      }
    }
  }

  /** What is far newer was seen by a clock that ran ahead: the rules did not believe it either. */
  private static Bson olderThan(RuleState state) {
    Instant at = Objects.requireNonNull(state.seenAt());
    return Filters.or(
        Filters.lt("seen_at", Fields.date(at)),
        Filters.gt("seen_at", Fields.date(at.plus(RuleEvaluation.MAX_CLOCK_AHEAD))));
  }

  @Override
  public void forget(String rule) {
    states.deleteMany(Filters.eq("rule", rule));
  }
}
