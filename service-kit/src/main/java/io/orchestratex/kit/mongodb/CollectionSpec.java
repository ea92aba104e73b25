package io.orchestratex.kit.mongodb;

import com.mongodb.MongoClientSettings;
import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.IndexOptions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.bson.BsonDocument;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/**
 * A collection as the service wants it: its indexes, each with a name, the rule that documents must
 * obey, and fields that had another name before. Names of collections, indexes and fields are in
 * snake_case. An index whose keys or options change gets a new name; the old one is then reported
 * as left over.
 *
 * @param indexes named ones
 * @param validator of documents, or null
 * @param renames old to new name of fields, applied at each start: at the top of documents, or
 *     {@code list[].field} in the documents of a list
 * @param instants names of fields that earlier builds stored as numbers or texts; they become
 *     instants
 * @param retiredIndexes names of indexes of earlier builds, which are dropped
 */
public record CollectionSpec(
    String name,
    List<IndexModel> indexes,
    @Nullable Document validator,
    Map<String, String> renames,
    Set<String> instants,
    Set<String> retiredIndexes) {

  private static final Pattern SNAKE_CASE = Pattern.compile("[a-z_][a-z0-9_]*");
  private static final Pattern SNAKE_CASE_PATH =
      Pattern.compile("[a-z_][a-z0-9_]*(\\.[a-z_][a-z0-9_]*)*|\\$\\*\\*");

  public CollectionSpec {
    requireSnakeCase(SNAKE_CASE, name, "collection");
    indexes = List.copyOf(indexes);
    renames = Map.copyOf(renames);
    instants = Set.copyOf(instants);
    retiredIndexes = Set.copyOf(retiredIndexes);
    for (IndexModel index : indexes) {
      String named = Objects.requireNonNull(index.getOptions().getName(), "an index needs a name");
      requireSnakeCase(SNAKE_CASE, named, "index");
      keys(index).keySet().stream()
          .filter(field -> !field.equals("_fts") && !field.equals("_ftsx"))
          .forEach(field -> requireSnakeCase(SNAKE_CASE_PATH, field, "field"));
    }
    renames.values().forEach(field -> requireSnakeCase(SNAKE_CASE, field, "field"));
  }

  /** Begins a specification. */
  public static Builder named(String name) {
    return new Builder(name);
  }

  static BsonDocument keys(IndexModel index) {
    return bson(index.getKeys());
  }

  static BsonDocument bson(Bson bson) {
    return bson.toBsonDocument(BsonDocument.class, MongoClientSettings.getDefaultCodecRegistry());
  }

  private static void requireSnakeCase(Pattern form, String name, String what) {
    if (!form.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "The name of the " + what + " is not in snake_case: " + name);
    }
  }

  /** Collects what a collection needs. */
  public static final class Builder {

    private final String name;
    private final List<IndexModel> indexes = new ArrayList<>();
    private final Map<String, String> renames = new LinkedHashMap<>();
    private final Set<String> instants = new HashSet<>();
    private final Set<String> retired = new HashSet<>();
    private @Nullable Document validator;

    private Builder(String name) {
      this.name = name;
    }

    /** An index for queries and sorts. */
    public Builder index(String index, Bson keys) {
      return index(index, keys, new IndexOptions());
    }

    /** An index with options; its name is set here. */
    public Builder index(String index, Bson keys, IndexOptions options) {
      indexes.add(new IndexModel(keys, options.name(index)));
      return this;
    }

    /** No two documents have the same keys. */
    public Builder unique(String index, Bson keys) {
      return index(index, keys, new IndexOptions().unique(true));
    }

    /** No two documents that match the filter have the same keys. */
    public Builder uniqueWhere(String index, Bson keys, Bson filter) {
      return index(index, keys, new IndexOptions().unique(true).partialFilterExpression(filter));
    }

    /** The server removes a document when the instant in the field is {@code days} old. */
    public Builder forgetAfterDays(String index, Bson field, long days) {
      return index(index, field, new IndexOptions().expireAfter(days, TimeUnit.DAYS));
    }

    /** The server removes a document when the instant in the field has passed. */
    public Builder forgetAt(String index, Bson field) {
      return forgetAfterDays(index, field, 0);
    }

    /** What each document must obey. */
    public Builder validator(Document rule) {
      validator = rule;
      return this;
    }

    /** A field that had another name in an earlier build. */
    public Builder renamed(String before, String now) {
      renames.put(before, now);
      return this;
    }

    /** Fields that an earlier build stored as milliseconds or ISO texts. */
    public Builder instants(String... fields) {
      instants.addAll(List.of(fields));
      return this;
    }

    /** Indexes of an earlier build, which are dropped. */
    public Builder withoutIndexes(String... names) {
      retired.addAll(List.of(names));
      return this;
    }

    public CollectionSpec build() {
      return new CollectionSpec(name, indexes, validator, renames, instants, retired);
    }
  }
}
