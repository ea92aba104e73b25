package io.orchestratex.alert.store.mongodb;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import io.orchestratex.alert.intake.RestoreStore;
import io.orchestratex.kit.mongodb.Fields;
import io.orchestratex.kit.mongodb.Mongo;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;

/** The collection {@code restores}, one document each. */
@Singleton
final class MongoRestoreStore implements RestoreStore {

  private static final String STARTED_AT = "started_at";
  private static final String ENDED_AT = "ended_at";

  private final AlertDatabase database;
  private final Mongo mongo;

  MongoRestoreStore(AlertDatabase database, Mongo mongo) {
    this.database = database;
    this.mongo = mongo;
  }

  @Override
  public void started(String restore, List<String> targets, Instant at) {
    mongo.call(() ->
        database
            .restores()
            .updateOne(
                Filters.eq("_id", restore),
                Updates.combine(
                    Updates.setOnInsert("targets", targets),
                    Updates.setOnInsert(STARTED_AT, Fields.date(at))),
                new UpdateOptions().upsert(true)));
  }

  @Override
  public void ended(String restore, Instant at) {
    mongo.call(() ->
        database
            .restores()
            .updateOne(Filters.eq("_id", restore), Updates.set(ENDED_AT, Fields.date(at))));
  }

  @Override
  public boolean isUnderWay(
      String target, Instant begunBefore, Instant begunAfter, Instant endedBefore) {
    return mongo.call(() ->
        database
                .restores()
                .find(
                    Filters.and(
                        Filters.eq("targets", target),
                        Filters.lte(STARTED_AT, Fields.date(begunBefore)),
                        Filters.gte(STARTED_AT, Fields.date(begunAfter)),
                        Filters.or(
                            Filters.exists(ENDED_AT, false),
                            Filters.gte(ENDED_AT, Fields.date(endedBefore)))))
                .first()
            != null);
  }
}
