package io.orchestratex.session.store.mongodb;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Accumulators;
import com.mongodb.client.model.Aggregates;
import com.mongodb.client.model.Facet;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Sorts;
import io.orchestratex.kit.mongodb.Fields;
import io.orchestratex.kit.mongodb.Mongo;
import io.orchestratex.kit.paging.TimeRange;
import io.orchestratex.session.usage.UsageQuery;
import io.orchestratex.session.usage.UsageQuery.GroupBy;
import io.orchestratex.session.usage.UsageReport;
import io.orchestratex.session.usage.UsageReport.Row;
import io.orchestratex.session.usage.UsageReport.Sums;
import io.orchestratex.session.usage.UsageStore;
import io.orchestratex.session.wire.WireName;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Date;
import java.util.List;
import java.util.Objects;
import org.bson.Document;
import org.bson.conversions.Bson;

/**
 * Sums answers up in the server. All that a sum needs stands in the indexes {@code usage} and
 * {@code usage_of_user}, so that no answer's text is read.
 */
@Singleton
final class MongoUsageStore implements UsageStore {

  private final Mongo mongo;
  private final MongoCollection<Document> responses;

  MongoUsageStore(Mongo mongo) {
    this.mongo = mongo;
    this.responses = mongo.collection(ConversationSchema.RESPONSES);
  }

  @Override
  public UsageReport report(UsageQuery query) {
    Document found =
        mongo.call(() -> Objects.requireNonNull(responses.aggregate(pipeline(query)).first()));
    List<Document> rows = found.getList("rows", Document.class);
    List<Document> total = found.getList("total", Document.class);
    boolean truncated = rows.size() > UsageReport.MOST_ROWS;
    return new UsageReport(
        total.isEmpty() ? Sums.NONE : sums(total.getFirst()),
        rows.stream()
            .limit(UsageReport.MOST_ROWS)
            .map(MongoUsageStore::row)
            .sorted(Comparator.comparing(Row::period)) // Stable: the dearest stay first.
            .toList(),
        truncated);
  }

  static List<Bson> pipeline(UsageQuery query) {
    List<Bson> wanted =
        new ArrayList<>(Fields.within("created_at", new TimeRange(query.from(), query.to())));
    if (query.userId() != null) {
      wanted.add(Filters.eq("user_id", query.userId()));
    }
    Document key =
        new Document(
            "period",
            new Document(
                "$dateTrunc",
                new Document("date", "$created_at")
                    .append("unit", WireName.of(query.interval()))
                    .append("timezone", query.zone())));
    if (query.groupBy() != null) {
      key.append("group", field(query.groupBy()));
    }
    return List.of(
        Aggregates.match(Filters.and(wanted)),
        Aggregates.group(
            key,
            Accumulators.sum("prompts", 1L),
            Accumulators.sum(
                "failures",
                new Document(
                    "$cond", List.of(new Document("$eq", List.of("$status", "failed")), 1L, 0L))),
            Accumulators.sum("input_tokens", "$input_tokens"),
            Accumulators.sum("output_tokens", "$output_tokens"),
            Accumulators.sum("cost_usd", "$cost_usd")),
        Aggregates.facet(
            new Facet(
                "rows",
                Aggregates.sort(
                    Sorts.orderBy(Sorts.descending("cost_usd", "prompts"), Sorts.ascending("_id"))),
                Aggregates.limit(UsageReport.MOST_ROWS + 1)),
            new Facet(
                "total",
                Aggregates.group(
                    null,
                    Accumulators.sum("prompts", "$prompts"),
                    Accumulators.sum("failures", "$failures"),
                    Accumulators.sum("input_tokens", "$input_tokens"),
                    Accumulators.sum("output_tokens", "$output_tokens"),
                    Accumulators.sum("cost_usd", "$cost_usd")))));
  }

  private static String field(GroupBy groupBy) {
    return switch (groupBy) {
      case MODEL -> "$model_name";
      case PROVIDER -> "$provider";
      case USER -> "$user_id";
    };
  }

  private static Row row(Document document) {
    return new Row(
        document.getEmbedded(List.of("_id", "period"), Date.class).toInstant(),
        document.getEmbedded(List.of("_id", "group"), String.class),
        sums(document));
  }

  private static Sums sums(Document document) {
    long input = Fields.number(document, "input_tokens");
    long output = Fields.number(document, "output_tokens");
    return new Sums(
        Fields.number(document, "prompts"),
        Fields.number(document, "failures"),
        input,
        output,
        input + output,
        Fields.decimal(document, "cost_usd"));
  }
}
