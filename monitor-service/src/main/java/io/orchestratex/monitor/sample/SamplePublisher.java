package io.orchestratex.monitor.sample;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.configuration.kafka.annotation.KafkaClient;
import io.micronaut.context.annotation.Property;
import io.micronaut.context.annotation.Value;
import io.orchestratex.contracts.MetricEvent.Sampled;
import io.orchestratex.contracts.Topics;
import io.orchestratex.kit.background.BackgroundThread;
import io.orchestratex.kit.event.EventCodec;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.util.UUID;
import java.util.concurrent.LinkedBlockingDeque;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RetriableException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends measurements to Kafka, in order per target. Never blocks its caller: measurements wait in a
 * bounded queue, then in the producer's bounded buffer, which loses none; when both are full
 * because Kafka is down, the oldest in the queue is dropped and counted.
 */
@Singleton
public final class SamplePublisher {

  private static final Logger LOG = LoggerFactory.getLogger(SamplePublisher.class);

  private final LinkedBlockingDeque<Sampled> waiting;
  private final EventCodec codec;
  private final Producer<byte[], byte[]> producer;
  private final String source;
  private final Counter dropped;
  private final Counter published;
  private final BackgroundThread thread;

  /** Only the publisher's own thread reads and writes it. */
  private @Nullable KafkaException refusedAtOnce;

  SamplePublisher(
      SampleSettings settings,
      EventCodec codec,
      @KafkaClient(
              id = "samples",
              acks = KafkaClient.Acknowledge.ALL,
              properties = {
                @Property(name = "enable.idempotence", value = "true"),
                @Property(name = "delivery.timeout.ms", value = "2147483647"),
                @Property(name = "max.block.ms", value = "5000"),
                @Property(name = "buffer.memory", value = "8388608"),
                @Property(name = "linger.ms", value = "5"),
                @Property(name = "compression.type", value = "zstd")
              })
          Producer<byte[], byte[]> producer,
      @Value("${micronaut.application.name}") String service,
      MeterRegistry metrics) {
    this.waiting = new LinkedBlockingDeque<>(settings.bufferedMeasurements());
    this.codec = codec;
    this.producer = producer;
    this.source = service;
    this.dropped =
        Counter.builder("orchestratex.samples.dropped")
            .description("Measurements dropped because Kafka was down for too long")
            .register(metrics);
    this.published =
        Counter.builder("orchestratex.samples.published")
            .description("Measurements that Kafka confirmed")
            .register(metrics);
    this.thread =
        new BackgroundThread(Thread.ofPlatform().name("sample-publisher").daemon(), this::sendAll);
  }

  @PostConstruct
  void start() {
    thread.start();
  }

  @PreDestroy
  void stop() throws InterruptedException {
    thread.interrupt();
  }

  /** Sends a measurement to Kafka soon. */
  public void publish(Sampled measurement) {
    while (!waiting.offerLast(measurement)) {
      if (waiting.pollFirst() != null) {
        dropped.increment();
      }
    }
  }

  private void sendAll(BackgroundThread self) throws InterruptedException {
    while (!self.isStopping()) {
      send(waiting.takeFirst());
    }
  }

  /** Hands one measurement to the producer, however often it has no room. */
  private void send(Sampled measurement) {
    ProducerRecord<byte[], byte[]> record =
        EventCodec.record(
            Topics.METRIC,
            measurement.key().getBytes(UTF_8),
            codec.encode(measurement),
            EventCodec.headers(
                measurement,
                UUID.randomUUID().toString(),
                source,
                measurement.at().toEpochMilli(),
                measurement.at(),
                null));
    boolean warned = false;
    while (!thread.isStopping()) {
      KafkaException refusal = tryTo(record);
      if (refusal == null) {
        return;
      }
      if (!(refusal instanceof RetriableException)) {
        dropped.increment();
        LOG.atError().setCause(refusal).log("Kafka's client refuses a measurement");
        return;
      }
      if (!warned) {
        warned = true;
        LOG.atWarn().log("Kafka does not take samples, trying again: {}", refusal.getMessage());
      }
    }
  }

  /**
   * Hands a record to the producer. Without metadata or room it waits for a while, then calls the
   * callback on this thread instead of throwing.
   */
  private @Nullable KafkaException tryTo(ProducerRecord<byte[], byte[]> record) {
    refusedAtOnce = null;
    try {
      producer.send(record, (_, fault) -> acknowledge(fault));
      return refusedAtOnce;
    } catch (InterruptException e) {
      Thread.currentThread().interrupt();
      return thread.isStopping() ? null : e;
    } catch (KafkaException e) {
      return e;
    }
  }

  private void acknowledge(@Nullable Exception fault) {
    if (fault == null) {
      published.increment();
    } else if (thread.isCurrent() && fault instanceof KafkaException refusal) {
      refusedAtOnce = refusal;
    } else {
      dropped.increment();
      if (!thread.isStopping()) {
        LOG.atWarn().log("Kafka lost samples: {}", fault.getMessage());
      }
    }
  }
}
