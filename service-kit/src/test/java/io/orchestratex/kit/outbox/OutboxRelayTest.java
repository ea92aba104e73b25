package io.orchestratex.kit.outbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

/** What the relay hands to Kafka's producer. */
class OutboxRelayTest {

  private final List<String> sent = new CopyOnWriteArrayList<>();
  private final List<OutboxMessage> deleted = new CopyOnWriteArrayList<>();

  @Test
  void sendsNothingPastAnEventThatKafkaCouldNotTake() throws Exception {
    Map<String, Object> nobodyListens =
        Map.of("bootstrap.servers", "127.0.0.1:1", "max.block.ms", "5");
    try (Producer<byte[], byte[]> producer =
        new KafkaProducer<>(nobodyListens, new ByteArraySerializer(), new ByteArraySerializer())) {
      OutboxRelay relay =
          new OutboxRelay(
              List.of(new TwoEvents()),
              noting(producer),
              new OutboxWake(),
              new SimpleMeterRegistry());
      relay.start();
      try {
        await().atMost(Duration.ofSeconds(30)).until(() -> sent.size() >= 2);
      } finally {
        relay.stop();
      }
    }

    assertThat(sent).containsOnly("first");
    assertThat(deleted).isEmpty();
  }

  /** The same producer, with each record noted before it is handed on. */
  @SuppressWarnings("unchecked")
  private Producer<byte[], byte[]> noting(Producer<byte[], byte[]> producer) {
    return (Producer<byte[], byte[]>)
        Proxy.newProxyInstance(
            Producer.class.getClassLoader(),
            new Class<?>[] {Producer.class},
            (_, method, arguments) -> {
              if (method.getName().equals("send")) {
                sent.add(new String(((ProducerRecord<?, byte[]>) arguments[0]).value(), UTF_8));
              }
              try {
                return method.invoke(producer, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause() == null ? e : e.getCause();
              }
            });
  }

  /** Two events of one key that wait for ever. */
  private final class TwoEvents implements OutboxStore {

    @Override
    public boolean lead() {
      return true;
    }

    @Override
    public List<OutboxMessage> peek(int max) {
      return List.of(waiting("first"), waiting("second"));
    }

    private static OutboxMessage waiting(String text) {
      return new OutboxMessage(text, "some.events.v1", "key", Map.of(), text.getBytes(UTF_8));
    }

    @Override
    public void delete(List<OutboxMessage> messages) {
      deleted.addAll(messages);
    }

    @Override
    public void close() {}
  }
}
