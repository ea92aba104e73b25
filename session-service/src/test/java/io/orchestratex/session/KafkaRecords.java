package io.orchestratex.session;

import io.orchestratex.local.TestEngines;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.awaitility.Awaitility;

/** What arrived at Kafka. */
public final class KafkaRecords {

  private KafkaRecords() {}

  /** The records of a key, once there are as many as wanted. */
  public static List<ConsumerRecord<String, String>> of(String topic, String key, int wanted) {
    Map<String, Object> settings = new HashMap<>(TestEngines.shared().kafka().clientSettings());
    settings.put("group.id", "records-" + UUID.randomUUID());
    settings.put("auto.offset.reset", "earliest");
    List<ConsumerRecord<String, String>> found = new ArrayList<>();
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
      consumer.subscribe(List.of(topic));
      Awaitility.await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> {
            consumer
                .poll(Duration.ofMillis(200))
                .forEach(record -> {
                  if (key.equals(record.key())) {
                    found.add(record);
                  }
                });
            return found.size() >= wanted;
          });
    }
    return found;
  }

  public static String header(ConsumerRecord<String, String> record, String name) {
    return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
  }
}
