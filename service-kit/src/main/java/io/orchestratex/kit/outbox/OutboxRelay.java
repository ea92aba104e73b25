package io.orchestratex.kit.outbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.configuration.kafka.annotation.KafkaClient;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Property;
import io.micronaut.context.annotation.Requires;
import io.orchestratex.kit.event.EventCodec;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a service's outboxes to Kafka, each on a thread of its own, so that one whose engine is
 * down does not hold up the other. The producer is idempotent and never gives a record up, so the
 * order per key survives a broker that is down; a relay that dies after sending and before deleting
 * sends again, with the same event ids, and consumers drop what they know.
 */
@Context
@Requires(beans = OutboxStore.class)
final class OutboxRelay {

  private static final Logger LOG = LoggerFactory.getLogger(OutboxRelay.class);
  private static final int BATCH = 500;
  private static final long LOOK_EVERY_MILLIS = 250;

  /** While nothing is written: only what other processes write is found as late as that. */
  private static final long LOOK_WHEN_QUIET_MILLIS = 1_000;

  private static final long QUIET_AFTER_NANOS = TimeUnit.SECONDS.toNanos(5);
  private static final long PAUSE_AFTER_FAULT_MILLIS = 1_000;

  private final List<OutboxStore> stores;
  private final Producer<byte[], byte[]> producer;
  private final OutboxWake wake;
  private final MeterRegistry metrics;
  private final List<Thread> threads;
  private volatile boolean stopping;

  OutboxRelay(
      List<OutboxStore> stores,
      @KafkaClient(
              id = "outbox",
              acks = KafkaClient.Acknowledge.ALL,
              properties = {
                @Property(name = "enable.idempotence", value = "true"),
                @Property(name = "delivery.timeout.ms", value = "2147483647"),
                @Property(name = "max.block.ms", value = "60000"),
                @Property(name = "linger.ms", value = "2"),
                @Property(name = "compression.type", value = "zstd")
              })
          Producer<byte[], byte[]> producer,
      OutboxWake wake,
      MeterRegistry metrics) {
    this.stores = List.copyOf(stores);
    this.producer = producer;
    this.wake = wake;
    this.metrics = metrics;
    this.threads =
        stores.stream()
            .map(store ->
                Thread.ofPlatform().name("outbox-relay").daemon().unstarted(() -> run(store)))
            .toList();
  }

  @PostConstruct
  void start() {
    threads.forEach(Thread::start);
  }

  @PreDestroy
  void stop() throws InterruptedException {
    stopping = true;
    threads.forEach(Thread::interrupt);
    for (Thread thread : threads) {
      thread.join(5_000);
    }
    stores.forEach(OutboxStore::close);
  }

  private void run(OutboxStore store) {
    long busyAt = System.nanoTime();
    while (!stopping) {
      try {
        long seen = wake.signals();
        if (store.lead() && relay(store) > 0) {
          busyAt = System.nanoTime();
        } else {
          boolean quiet = System.nanoTime() - busyAt > QUIET_AFTER_NANOS;
          wake.await(seen, quiet ? LOOK_WHEN_QUIET_MILLIS : LOOK_EVERY_MILLIS);
          if (wake.signals() != seen) {
            // The signal comes before the commit that it announces.
            busyAt = System.nanoTime();
          }
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      } catch (
          Throwable e) { // Also an Error: a relay that ended would keep the lead and send nothing.
        if (stopping) {
          return;
        }
        LOG.atWarn().setCause(e).log("outbox relay met a fault and tries again");
        pause();
      }
    }
  }

  /** Sends one batch and returns how many events it held. */
  private int relay(OutboxStore store) throws InterruptedException, ExecutionException {
    List<OutboxMessage> batch = store.peek(BATCH);
    List<Future<RecordMetadata>> acknowledgements = new ArrayList<>(batch.size());
    for (OutboxMessage message : batch) {
      Future<RecordMetadata> acknowledgement =
          producer.send(
              EventCodec.record(
                  message.topic(),
                  message.key().getBytes(UTF_8),
                  message.value(),
                  message.headers()));
      if (acknowledgement.isDone()) {
        // Without metadata a send fails at once: the next of the same key must not overtake it.
        acknowledgement.get();
      }
      acknowledgements.add(acknowledgement);
    }
    for (Future<RecordMetadata> acknowledgement : acknowledgements) {
      acknowledgement.get();
    }
    if (!batch.isEmpty()) {
      store.delete(batch);
      Counter.builder("orchestratex.outbox.relayed")
          .description("Events that Kafka acknowledged")
          .register(metrics)
          .increment(batch.size());
    }
    return batch.size();
  }

  private void pause() {
    try {
      wake.await(wake.signals(), PAUSE_AFTER_FAULT_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
