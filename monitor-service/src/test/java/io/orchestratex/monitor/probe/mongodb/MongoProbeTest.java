package io.orchestratex.monitor.probe.mongodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import io.orchestratex.contracts.MetricEvent.Sample;
import io.orchestratex.local.TestEngines;
import io.orchestratex.monitor.probe.Probe;
import io.orchestratex.monitor.probe.RemoteProbeContract;
import io.orchestratex.monitor.probe.SampleBag;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bson.Document;
import org.junit.jupiter.api.Test;

class MongoProbeTest extends RemoteProbeContract {

  private static final String DATABASE = "monitor_probe_test";

  @Override
  protected Probe probe() {
    return new MongoProbe(SETTINGS, new MongoProbeSettings(500));
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
      CollectionCounts counts = new CollectionCounts(25);
      for (int i = 0; i < 40; i++) {
        counts.read(root, new SampleBag());
      }
      SampleBag bag = new SampleBag();
      counts.read(root, bag);
      assertThat(bag.samples().stream().filter(s -> s.labels().containsValue(DATABASE + "_cap")))
          .hasSize(3);
      database.drop();
    }
  }

  @Test
  void namesTheKeyThatIsOutOfBounds() {
    assertThatThrownBy(() -> new MongoProbeSettings(0))
        .hasMessageContaining("orchestratex.monitor.probe.mongodb.max-collections");
  }

  private static double count(Probe.Session session) {
    List<Sample> samples = taken(session.measure(Duration.ofSeconds(3)));
    return value(
        samples,
        "mongodb_collection_documents",
        Map.of("database", DATABASE, "collection", "answers"));
  }
}
