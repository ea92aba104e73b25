package io.orchestratex.kit.event;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.annotation.JsonTypeName;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import com.fasterxml.jackson.module.paramnames.ParameterNamesModule;
import io.orchestratex.contracts.DomainEvent;
import io.orchestratex.contracts.EventHeaders;
import io.orchestratex.contracts.Topics;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * Writes and reads CloudEvents 1.0 in Kafka's binary content mode: attributes are {@code ce_}
 * headers, the value is the event's JSON. A field that this build does not know is ignored, so that
 * a newer service may add one.
 */
@Singleton
public final class EventCodec {

  private static final Map<String, Class<?>> TYPES =
      Topics.ALL.stream()
          .flatMap(topic -> topic.eventTypes().stream())
          .collect(Collectors.toUnmodifiableMap(EventCodec::typeName, type -> type));

  // Its own mapper: what travels on a topic does not change with the settings of an HTTP API.
  private final ObjectMapper mapper =
      JsonMapper.builder()
          .addModules(new JavaTimeModule(), new Jdk8Module(), new ParameterNamesModule())
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build();

  /** The wire name of an event record. */
  public static String typeName(Class<?> type) {
    JsonTypeName name = type.getAnnotation(JsonTypeName.class);
    if (name == null) {
      throw new IllegalArgumentException(type + " has no @JsonTypeName");
    }
    return name.value();
  }

  /** The event's JSON. */
  public byte[] encode(DomainEvent event) {
    try {
      return mapper.writeValueAsBytes(event);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("cannot write " + event.getClass(), e);
    }
  }

  /** The CloudEvents headers of an event, in a stable order. */
  public static Map<String, String> headers(
      DomainEvent event,
      String id,
      String source,
      long sequence,
      Instant time,
      @Nullable String traceParent) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put(EventHeaders.SPEC_VERSION, "1.0");
    headers.put(EventHeaders.ID, id);
    headers.put(EventHeaders.SOURCE, source);
    headers.put(EventHeaders.TYPE, typeName(event.getClass()));
    headers.put(EventHeaders.TIME, time.toString());
    headers.put(EventHeaders.SUBJECT, event.key());
    headers.put(EventHeaders.PARTITION_KEY, event.key());
    headers.put(EventHeaders.SEQUENCE, Long.toString(sequence));
    if (traceParent != null) {
      headers.put(EventHeaders.TRACE_PARENT, traceParent);
    }
    headers.put(EventHeaders.CONTENT_TYPE, "application/json");
    return headers;
  }

  /** A record for a topic, its headers in UTF-8. */
  public static ProducerRecord<byte[], byte[]> record(
      String topic, byte @Nullable [] key, byte @Nullable [] value, Map<String, String> headers) {
    ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(topic, key, value);
    headers.forEach((name, text) -> record.headers().add(name, text.getBytes(UTF_8)));
    return record;
  }

  /**
   * Reads a record.
   *
   * @throws PoisonEventException when it is no CloudEvent or its data does not fit its type
   */
  public ReceivedEvent decode(ConsumerRecord<byte[], byte[]> record) {
    String id = required(record, EventHeaders.ID);
    String type = required(record, EventHeaders.TYPE);
    Class<?> known = TYPES.get(type);
    String subject = header(record, EventHeaders.SUBJECT);
    String sequence = header(record, EventHeaders.SEQUENCE);
    String time = header(record, EventHeaders.TIME);
    try {
      return new ReceivedEvent(
          id,
          type,
          required(record, EventHeaders.SOURCE),
          subject == null ? "" : subject,
          sequence == null ? 0 : Long.parseLong(sequence),
          time == null ? Instant.ofEpochMilli(record.timestamp()) : Instant.parse(time),
          header(record, EventHeaders.TRACE_PARENT),
          known == null ? null : (DomainEvent) mapper.readValue(record.value(), known));
    } catch (IOException | DateTimeException | IllegalArgumentException e) {
      throw new PoisonEventException(type + " " + id + " cannot be read: " + e.getMessage(), e);
    }
  }

  private static String required(ConsumerRecord<byte[], byte[]> record, String name) {
    String value = header(record, name);
    if (value == null || value.isBlank()) {
      throw new PoisonEventException(
          "the record has no header " + name + ": it is no CloudEvent in binary mode");
    }
    return value;
  }

  private static @Nullable String header(ConsumerRecord<byte[], byte[]> record, String name) {
    Header header = record.headers().lastHeader(name);
    return header == null || header.value() == null ? null : new String(header.value(), UTF_8);
  }
}
