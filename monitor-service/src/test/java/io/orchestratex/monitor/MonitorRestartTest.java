package io.orchestratex.monitor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.server.EmbeddedServer;
import io.orchestratex.contracts.MetricEvent.Sample;
import io.orchestratex.contracts.MetricEvent.Sampled;
import io.orchestratex.contracts.Topics;
import io.orchestratex.kit.Gate;
import io.orchestratex.kit.event.EventCodec;
import io.orchestratex.local.TestEngines;
import io.orchestratex.monitor.sample.LatestSamples;
import io.orchestratex.monitor.sample.SamplePublisher;
import io.orchestratex.monitor.sample.SampleStore;
import io.orchestratex.monitor.sample.SeriesSelector;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

/** Stops and outages around the service. */
class MonitorRestartTest {

  private static final Duration SOON = Duration.ofSeconds(30);

  @Test
  void goesOnWhereItStopped() throws Exception {
    Map<String, Object> properties = MonitorProperties.of("restart_test");
    String target = "restart-" + UUID.randomUUID();
    Instant begin = Instant.now().minusSeconds(600).truncatedTo(ChronoUnit.SECONDS);
    TestEngines.Kafka kafka = TestEngines.shared().kafka();
    Map<String, Object> client = new HashMap<>(kafka.clientSettings());
    client.put("bootstrap.servers", kafka.bootstrapServers());
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(client, new ByteArraySerializer(), new ByteArraySerializer())) {
      try (EmbeddedServer first = ApplicationContext.run(EmbeddedServer.class, properties)) {
        send(producer, first, target, begin, 0, 50);
        await().atMost(SOON).until(() -> !moments(first, target, begin).isEmpty());
        send(producer, first, target, begin, 50, 100);
      }
      try (EmbeddedServer second = ApplicationContext.run(EmbeddedServer.class, properties)) {
        send(producer, second, target, begin, 100, 110);
        await().atMost(SOON).until(() -> moments(second, target, begin).size() >= 110);
        assertThat(moments(second, target, begin)).hasSize(110);
      }
    }
  }

  private static void send(
      KafkaProducer<byte[], byte[]> producer,
      EmbeddedServer server,
      String target,
      Instant begin,
      int from,
      int to) {
    EventCodec codec = server.getApplicationContext().getBean(EventCodec.class);
    for (int i = from; i < to; i++) {
      Sampled measured =
          new Sampled(target, "test", begin.plusSeconds(i), List.of(new Sample("n", Map.of(), i)));
      ProducerRecord<byte[], byte[]> record =
          new ProducerRecord<>(Topics.METRIC, target.getBytes(UTF_8), codec.encode(measured));
      EventCodec.headers(measured, UUID.randomUUID().toString(), "/test", i, measured.at(), null)
          .forEach((name, value) -> record.headers().add(name, value.getBytes(UTF_8)));
      producer.send(record);
    }
    producer.flush();
  }

  private static TreeSet<Double> moments(EmbeddedServer server, String target, Instant begin) {
    SampleStore store = server.getApplicationContext().getBean(SampleStore.class);
    TreeSet<Double> values = new TreeSet<>();
    store.read(
        store.find(new SeriesSelector("n", target, Map.of()), 10),
        begin,
        begin.plusSeconds(3_600),
        (_, _, value) -> assertThat(values.add(value)).as("once").isTrue());
    return values;
  }

  @Test
  void measuresOnWhileKafkaIsDownWithBoundedMemory() {
    Map<String, Object> properties = MonitorProperties.of("outage_test");
    properties.put("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:1");
    MonitorProperties.addTarget(properties, "host", "host", "local");
    properties.put("orchestratex.monitor.probe.interval", "1s");
    properties.put("orchestratex.monitor.probe.deadline", "900ms");
    properties.put("orchestratex.monitor.sample.buffered-measurements", 10);
    try (EmbeddedServer server = ApplicationContext.run(EmbeddedServer.class, properties)) {
      LatestSamples latest = server.getApplicationContext().getBean(LatestSamples.class);
      await().atMost(SOON).until(() -> latest.of("host").isPresent());
      Instant first = latest.of("host").orElseThrow().at();

      await().atMost(SOON).until(() -> latest.of("host").orElseThrow().at().isAfter(first));
      SamplePublisher publisher = server.getApplicationContext().getBean(SamplePublisher.class);
      for (int i = 0; i < 1_000; i++) {
        publisher.publish(
            new Sampled(
                "burst",
                "test",
                Instant.now().plusMillis(i),
                List.of(new Sample("n", Map.of(), i))));
      }
      double dropped =
          server
              .getApplicationContext()
              .getBean(MeterRegistry.class)
              .get("orchestratex.samples.dropped")
              .counter()
              .count();
      assertThat(dropped).isGreaterThan(980);
    }
  }

  @Test
  void whatWasMeasuredDuringAnOutageFollows() throws Exception {
    TestEngines.Kafka kafka = TestEngines.shared().kafka();
    Map<String, Object> properties = MonitorProperties.of("follow_test");
    String target = "follow-" + UUID.randomUUID();
    Instant begin = Instant.now().minusSeconds(600).truncatedTo(ChronoUnit.SECONDS);
    try (Gate gate = new Gate(kafka.bootstrapServers().split(",", -1)[0])) {
      properties.put("KAFKA_BOOTSTRAP_SERVERS", gate.address());
      try (EmbeddedServer server = ApplicationContext.run(EmbeddedServer.class, properties)) {
        SamplePublisher publisher = server.getApplicationContext().getBean(SamplePublisher.class);
        for (int i = 0; i < 20; i++) {
          publisher.publish(
              new Sampled(
                  target, "test", begin.plusSeconds(i), List.of(new Sample("n", Map.of(), i))));
        }
        // Longer than the producer waits for a broker before it refuses a record.
        await().pollDelay(Duration.ofSeconds(6)).until(() -> true);

        gate.open();

        await().atMost(SOON).until(() -> moments(server, target, begin).size() >= 20);
        assertThat(moments(server, target, begin)).hasSize(20);
      }
    }
  }
}
