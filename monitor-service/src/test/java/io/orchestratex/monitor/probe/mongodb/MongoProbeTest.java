package io.orchestratex.monitor.probe.mongodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import io.orchestratex.contracts.MetricEvent.Sample;
import io.orchestratex.local.TestEngines;
import io.orchestratex.monitor.probe.Measurement;
import io.orchestratex.monitor.probe.Probe;
import io.orchestratex.monitor.probe.RemoteProbeContract;
import io.orchestratex.monitor.probe.SampleBag;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MongoProbeTest extends RemoteProbeContract {

  private static final String DATABASE = "monitor_probe_test";
  private static final MongoProbeSettings OWN = new MongoProbeSettings(500, Duration.ofMinutes(2));

  @Override
  protected Probe probe() {
    return new MongoProbe(SETTINGS, OWN);
  }

  @Override
  protected String liveAddress() {
    return TestEngines.shared().mongo().monitorUri();
  }

  @Override
  protected String addressAt(String host, int port) {
    return "mongodb://monitor:wrong-password@%s:%d/?authSource=admin".formatted(host, port);
  }

  @Override
  protected Set<String> expectedNames() {
    return Set.of(
        "ox_connections_used_ratio",
        "ox_cache_hit_valid",
        "ox_long_operations",
        "ox_blocked_operations",
        "ox_disk_used_ratio",
        "ox_replication_lag_seconds",
        "mongodb_connections",
        "mongodb_operations_total",
        "mongodb_cache_bytes",
        "mongodb_memory_resident_bytes",
        "mongodb_member_state",
        "mongodb_database_data_bytes",
        "mongodb_oplog_window_seconds",
        "mongodb_pool_connections");
  }

  @Test
  void countsTheDocumentsOfACollectionAndSeesThemGo() {
    try (MongoClient root = MongoClients.create(TestEngines.shared().mongo().rootUri());
        Probe.Session session = open(liveAddress())) {
      MongoDatabase database = root.getDatabase(DATABASE);
      database.drop();
      database.getCollection("answers").insertMany(List.of(new Document(), new Document()));

      assertThat(count(session)).isEqualTo(2);
      database.getCollection("answers").deleteMany(new Document());
      assertThat(count(session)).isZero();
      database.drop();
    }
  }

  @Test
  void countsZeroForACollectionThatLivedAWhileAndWasDropped() {
    try (MongoClient root = MongoClients.create(TestEngines.shared().mongo().rootUri());
        Probe.Session session = open(liveAddress())) {
      MongoDatabase database = root.getDatabase(DATABASE);
      database.drop();
      database.getCollection("answers").insertOne(new Document());
      for (int i = 0; i < 6; i++) {
        assertThat(count(session)).isEqualTo(1);
      }

      database.drop();

      assertThat(count(session)).isEqualTo(1);
      assertThat(count(session)).isZero();
    }
  }

  @Test
  void countsNoMoreCollectionsAtOnceThanTheCapButAllInTheEnd() {
    try (MongoClient root = MongoClients.create(TestEngines.shared().mongo().rootUri())) {
      MongoDatabase database = root.getDatabase(DATABASE + "_cap");
      database.drop();
      for (int i = 0; i < 3; i++) {
        database.getCollection("c" + i).insertOne(new Document());
      }
      CollectionCounts counts =
          new CollectionCounts(25, new RealCounts(_ -> root, OWN.countLimit()));
      for (int i = 0; i < 40; i++) {
        counts.read(root, DEADLINE, new SampleBag());
      }
      SampleBag bag = new SampleBag();
      counts.read(root, DEADLINE, bag);
      assertThat(bag.samples().stream().filter(s -> s.labels().containsValue(DATABASE + "_cap")))
          .hasSize(3);
      database.drop();
    }
  }

  /** 990 of 1,000 documents are new since the last checkpoint, or gone since. */
  @Test
  void showsRealCountsAfterAnUncleanStop(@TempDir Path folder) throws Exception {
    try (CrashingMongod server = new CrashingMongod(folder);
        Probe.Session session = open(server.uri())) {
      server.run(database -> {
        insert(database, "grown", 10);
        insert(database, "lost", 1_000);
        insert(database, "same", 5);
      });
      assertThat(counts(session)).isEqualTo(Map.of("grown", 10.0, "lost", 1_000.0, "same", 5.0));
      server.checkpoint();
      server.run(database -> {
        insert(database, "grown", 990);
        database.getCollection("lost").deleteMany(Filters.lt("n", 990));
      });
      assertThat(counts(session)).isEqualTo(Map.of("grown", 1_000.0, "lost", 10.0, "same", 5.0));

      server.killAndStart();

      assertThat(server.numberInMetadata("grown")).as("what makes it a fault").isEqualTo(10);
      Map<String, Double> truth = Map.of("grown", 1_000.0, "lost", 10.0, "same", 5.0);
      await().atMost(Duration.ofSeconds(10)).until(() -> !counts(session).isEmpty());
      assertThat(counts(session)).isEqualTo(truth);
      server.run(database -> insert(database, "grown", 7));
      assertThat(counts(session)).containsEntry("grown", 1_007.0);
      try (Probe.Session later = open(server.uri())) {
        assertThat(counts(later)).containsEntry("grown", 1_007.0).containsEntry("lost", 10.0);
      }
    }
  }

  /** Counts of one that is too large to be counted at once come from the background. */
  @Test
  void keepsACountBackThatTakesTooLong() {
    try (MongoClient root = MongoClients.create(TestEngines.shared().mongo().rootUri());
        RealCounts counts = new RealCounts(_ -> root, OWN.countLimit())) {
      MongoDatabase database = root.getDatabase(DATABASE + "_slow");
      database.drop();
      database.getCollection("large").insertOne(new Document());
      Namespace large = new Namespace(database.getName(), "large");

      assertThat(counts.count(root, large, "id", Duration.ZERO)).isEmpty();
      counts.takesLong(large);
      assertThat(counts.count(root, large, "id", DEADLINE)).isEmpty();
      Optional<RealCounts.Count> count =
          await()
              .atMost(Duration.ofSeconds(10))
              .until(() -> counts.count(root, large, "id", DEADLINE), Optional::isPresent);

      assertThat(count).hasValue(new RealCounts.Count(1, 1, 1));
      database.drop();
    }
  }

  @Test
  void showsTheServersNumberOfACollectionThatCouldNotBeCounted() {
    MongoClient closed = MongoClients.create(TestEngines.shared().mongo().rootUri());
    closed.close();
    try (MongoClient root = MongoClients.create(TestEngines.shared().mongo().rootUri());
        RealCounts counts = new RealCounts(_ -> closed, OWN.countLimit())) {
      MongoDatabase database = root.getDatabase(DATABASE + "_given_up");
      database.drop();
      database.getCollection("largest").insertOne(new Document());
      Namespace largest = new Namespace(database.getName(), "largest");
      counts.takesLong(largest);
      CollectionCounts collections = new CollectionCounts(500, counts);

      assertThat(shown(root, collections, largest)).as("not yet counted").isEmpty();
      await()
          .atMost(Duration.ofSeconds(10))
          .untilAsserted(() -> assertThat(shown(root, collections, largest)).containsExactly(1.0));
      database.drop();
    }
  }

  private static List<Double> shown(
      MongoClient mongo, CollectionCounts collections, Namespace namespace) {
    SampleBag bag = new SampleBag();
    collections.read(mongo, DEADLINE, bag);
    return bag.samples().stream()
        .filter(sample -> sample.labels().containsValue(namespace.database()))
        .filter(sample -> !Double.isNaN(sample.value()))
        .map(Sample::value)
        .toList();
  }

  @Test
  void showsTheServersNumbersToAnAccountThatMayNotCountUntilTheyMayBeWrong() {
    KnownCollection collection = new KnownCollection();
    collection.read("id", 7);
    assertThat(collection.documents()).isNull();
    collection.trust(7);
    assertThat(collection.documents()).isEqualTo(7);

    collection.doubt();

    assertThat(collection.documents()).isNull();
  }

  @Test
  void countsASharpChangeAnewAndAnotherCollectionOfTheSameName() {
    KnownCollection collection = new KnownCollection();
    collection.read("id", 10);
    collection.counted(new RealCounts.Count(10, 1_000, 10));
    collection.read("id", 20);
    assertThat(collection.documents()).as("990 more than the server says").isEqualTo(1_010);

    collection.read("id", 800);
    assertThat(collection.isDoubtful()).isTrue();
    assertThat(collection.documents()).isNull();
    collection.counted(new RealCounts.Count(800, 790, 801));
    assertThat(collection.documents()).isEqualTo(790);
    assertThat(collection.isDoubtful()).as("while the number moved").isTrue();
    collection.read("id", 801);
    collection.counted(new RealCounts.Count(801, 791, 801));
    assertThat(collection.isDoubtful()).isFalse();

    collection.read("another", 801);
    assertThat(collection.isDoubtful()).isTrue();
  }

  private static void insert(MongoDatabase database, String name, int documents) {
    List<Document> all = new ArrayList<>();
    for (int i = 0; i < documents; i++) {
      all.add(new Document("n", i));
    }
    database.getCollection(name).insertMany(all);
  }

  private static Map<String, Double> counts(Probe.Session session) {
    return session.measure(DEADLINE) instanceof Measurement.Taken(List<Sample> samples)
        ? samples.stream()
            .filter(sample -> sample.name().equals("mongodb_collection_documents"))
            .collect(
                Collectors.toMap(
                    sample -> sample.labels().getOrDefault("collection", ""), Sample::value))
        : Map.of();
  }

  @Test
  void namesTheKeyThatIsOutOfBounds() {
    assertThatThrownBy(() -> new MongoProbeSettings(0, OWN.countLimit()))
        .hasMessageContaining("orchestratex.monitor.probe.mongodb.max-collections");
    assertThatThrownBy(() -> new MongoProbeSettings(1, Duration.ofHours(1)))
        .hasMessageContaining("orchestratex.monitor.probe.mongodb.count-limit");
  }

  private static double count(Probe.Session session) {
    List<Sample> samples = taken(session.measure(Duration.ofSeconds(20)));
    return value(
        samples,
        "mongodb_collection_documents",
        Map.of("database", DATABASE, "collection", "answers"));
  }
}
