package io.orchestratex.backup.engine.mongodb;

import com.mongodb.MongoCommandException;
import com.mongodb.MongoException;
import io.orchestratex.backup.engine.Deviation;
import io.orchestratex.backup.engine.EngineException;
import io.orchestratex.backup.engine.ObjectFact;
import io.orchestratex.backup.engine.ProgressMonitor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.jspecify.annotations.Nullable;

/**
 * Makes collections with their options and indexes, but without the rules by which documents
 * expire. What the server refuses to make, or makes otherwise, is a {@link Deviation}: it keeps no
 * document from coming back.
 */
final class DefinitionLoad {

  private final Server server;
  private final ProgressMonitor monitor;
  private final Map<String, String> refusals = new HashMap<>();
  private final List<Deviation> deviations = new ArrayList<>();
  private final List<TtlRule> held = new ArrayList<>();

  DefinitionLoad(Server server, ProgressMonitor monitor) {
    this.server = server;
    this.monitor = monitor;
  }

  /** What could not be made as it was. */
  List<Deviation> deviations() {
    return List.copyOf(deviations);
  }

  /** The rules that the loaded collections should have and have not. */
  List<TtlRule> held() {
    return List.copyOf(held);
  }

  /**
   * Makes an empty collection under another name.
   *
   * @param fact how much it is to hold, where that is known
   * @throws EngineException when the server makes none that could take the documents
   */
  void create(Namespace namespace, String beside, @Nullable ObjectFact fact) {
    BsonDocument whole = new BsonDocument("create", new BsonString(beside));
    whole.putAll(CollectionDefinition.createOptions(namespace));
    if (CappedSize.of(namespace).isPresent()) {
      CappedSize.widen(whole, fact);
    }
    String refusal = refusalOf(namespace, whole);
    if (refusal == null) {
      return;
    }
    for (BsonDocument less : withLess(whole)) {
      if (refusalOf(namespace, less) == null) {
        Set<String> left = new TreeSet<>(whole.keySet());
        left.removeAll(less.keySet());
        left.forEach(option -> refusals.put(namespace.name() + " option " + option, refusal));
        return;
      }
    }
    throw new EngineException(
        "restore.object-refused",
        namespace.name() + ": this server does not make it with its options: " + refusal);
  }

  /** Without one option each, and then without all. */
  private static List<BsonDocument> withLess(BsonDocument whole) {
    List<BsonDocument> ways = new ArrayList<>();
    BsonDocument none = new BsonDocument("create", whole.get("create"));
    for (String option : whole.keySet()) {
      if (option.equals("timeseries")) {
        return List.of(); // Its documents go nowhere else.
      }
      if (!option.equals("create")) {
        BsonDocument without = whole.clone();
        without.remove(option);
        ways.add(without);
      }
    }
    ways.add(none);
    return ways;
  }

  /** Why the server does not do something; null when it did. */
  private @Nullable String refusalOf(Namespace namespace, BsonDocument command) {
    try {
      server.database(namespace.database()).runCommand(command);
      return null;
    } catch (MongoCommandException e) {
      return reasonOf(e);
    }
  }

  private static String reasonOf(MongoException e) {
    if (!Faults.concernsOneObject(e)) {
      throw e;
    }
    return Faults.reason(e);
  }

  /** Gives a collection that was loaded what it lacks, and says what is not as it should be. */
  void finish(Namespace namespace, String beside) {
    CappedSize.of(namespace).ifPresent(size -> size.enforce(server, namespace.database(), beside));
    List<BsonDocument> indexes = CollectionDefinition.createIndexes(namespace);
    if (!indexes.isEmpty()) {
      monitor.detail(namespace.name() + ": indexes");
      if (indexRefusal(namespace, beside, indexes) != null) {
        for (BsonDocument each : indexes) {
          String refusal = indexRefusal(namespace, beside, List.of(each));
          if (refusal != null) {
            refusals.put(namespace.name() + " index " + each.getString("name").getValue(), refusal);
          }
        }
      }
    }
    Namespace found = ServerCatalog.find(server, namespace.database(), beside);
    if (found == null) {
      throw new EngineException(
          "restore.staged-missing", namespace.name() + " was loaded, and is gone again");
    }
    CollectionDefinition.differences(namespace, found)
        .forEach(difference -> deviations.add(deviation(namespace, difference)));
    Expiration.of(namespace).stream()
        .filter(rule -> Expiration.canHave(found, rule))
        .forEach(held::add);
  }

  /** Gives an empty collection its indexes, as far as the server makes them. */
  static void indexes(Server server, Namespace namespace) {
    for (BsonDocument each : CollectionDefinition.createIndexes(namespace)) {
      try {
        server
            .database(namespace.database())
            .runCommand(
                new BsonDocument("createIndexes", new BsonString(namespace.collection()))
                    .append("indexes", new BsonArray(List.of(each))));
      } catch (MongoCommandException e) {
        var _ = reasonOf(e); // Said when it was tried first.
      }
    }
  }

  private @Nullable String indexRefusal(
      Namespace namespace, String beside, List<BsonDocument> indexes) {
    try {
      server.patiently(
          namespace.database(),
          new BsonDocument("createIndexes", new BsonString(beside))
              .append("indexes", new BsonArray(indexes)),
          monitor);
      return null;
    } catch (MongoCommandException e) {
      return reasonOf(e);
    }
  }

  private Deviation deviation(Namespace namespace, CollectionDefinition.Difference difference) {
    String refusal =
        refusals.get(namespace.name() + " " + difference.kind() + " " + difference.name());
    return new Deviation(
        difference.kind(),
        namespace.name() + " " + difference.name(),
        difference.text()
            + (refusal == null ? ", this server keeps it otherwise" : ": " + refusal)
            + "; the documents are all back");
  }
}
