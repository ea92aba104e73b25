package io.orchestratex.cli.watch;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orchestratex.cli.access.Connection;
import io.orchestratex.cli.access.Gateway;
import io.orchestratex.cli.output.ExitCode;
import io.orchestratex.cli.output.StandardOutput;
import io.orchestratex.cli.output.Terminal;
import io.orchestratex.contracts.EventHeaders;
import io.orchestratex.contracts.Topics;
import io.orchestratex.local.LocalStack.SubscriberAccess;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code ox events}: follows the open topics as any other team would, with the subscribers'
 * account.
 */
@Command(
    name = "events",
    description = "Follow events as they happen; ends with Ctrl-C.",
    mixinStandardHelpOptions = true)
public final class EventsCommand implements Callable<Integer> {

  @Mixin private Terminal terminal;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Parameters(
      arity = "0..*",
      paramLabel = "TOPIC",
      description = "Topics (default: all open ones but the samples).")
  private List<String> topics = List.of();

  @Option(names = "--from-beginning", description = "Begin with what Kafka still keeps.")
  private boolean fromBeginning;

  @Option(
      names = {"-n", "--max"},
      description = "End after so many events.")
  private long max = Long.MAX_VALUE;

  @Option(names = "--idle", description = "End after so many seconds without an event.")
  private @Nullable Long idleSeconds;

  @Override
  public Integer call() throws IOException {
    if (max < 1 || (idleSeconds != null && idleSeconds < 1)) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), "--max and --idle must be at least 1");
    }
    List<String> wanted = topics.isEmpty() ? openTopics() : topics;
    for (String topic : wanted) {
      if (Topics.ALL.stream().noneMatch(known -> known.open() && known.name().equals(topic))) {
        throw new CommandLine.ParameterException(
            spec.commandLine(), topic + " is not an open topic; those are " + allOpen());
      }
    }
    SubscriberAccess access = access();
    try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(settings(access))) {
      Broker broker = new Broker(consumer, access.bootstrapServers(), terminal);
      broker.mustAnswer();
      consumer.subscribe(wanted);
      return follow(consumer, broker);
    }
  }

  private int follow(KafkaConsumer<byte[], byte[]> consumer, Broker broker) throws IOException {
    long seen = 0;
    long lastSeenNanos = System.nanoTime();
    while (seen < max && !idle(lastSeenNanos)) {
      if (StandardOutput.readerIsGone()) {
        return ExitCode.READER_GONE;
      }
      ConsumerRecords<byte[], byte[]> records = consumer.poll(Duration.ofMillis(500));
      for (ConsumerRecord<byte[], byte[]> record : records) {
        lastSeenNanos = System.nanoTime();
        if (seen++ < max) {
          show(record);
        }
      }
      if (records.isEmpty()) {
        broker.watch();
      }
    }
    if (seen < max) {
      // Silence means that nothing happened only where the broker can be asked.
      broker.mustAnswer();
    }
    return ExitCode.DONE;
  }

  private boolean idle(long lastSeenNanos) {
    return idleSeconds != null
        && System.nanoTime() - lastSeenNanos > Duration.ofSeconds(idleSeconds).toNanos();
  }

  private static List<String> openTopics() {
    return allOpen().stream().filter(topic -> !topic.equals(Topics.METRIC)).toList();
  }

  private static List<String> allOpen() {
    return Topics.ALL.stream().filter(Topics.Topic::open).map(Topics.Topic::name).toList();
  }

  private static SubscriberAccess access() {
    Map<String, String> environment = System.getenv();
    String servers = environment.get("KAFKA_SUBSCRIBER_SERVERS");
    return servers == null
        ? Connection.subscriber()
        : new SubscriberAccess(
            servers,
            environment.getOrDefault("KAFKA_SUBSCRIBER_USER", "subscriber"),
            environment.getOrDefault("KAFKA_SUBSCRIBER_PASSWORD", ""),
            "subscriber-");
  }

  private Properties settings(SubscriberAccess access) {
    Properties settings = new Properties();
    settings.put("bootstrap.servers", access.bootstrapServers());
    settings.put("security.protocol", "SASL_PLAINTEXT");
    settings.put("sasl.mechanism", "PLAIN");
    settings.put(
        "sasl.jaas.config",
        "org.apache.kafka.common.security.plain.PlainLoginModule required username=\""
            + access.user()
            + "\" password=\""
            + access.password()
            + "\";");
    settings.put("group.id", access.groupPrefix() + "ox-" + UUID.randomUUID());
    settings.put("auto.offset.reset", fromBeginning ? "earliest" : "latest");
    settings.put("enable.auto.commit", "false");
    settings.put("key.deserializer", "org.apache.kafka.common.serialization.ByteArrayDeserializer");
    settings.put(
        "value.deserializer", "org.apache.kafka.common.serialization.ByteArrayDeserializer");
    return settings;
  }

  private void show(ConsumerRecord<byte[], byte[]> record) throws IOException {
    String value = record.value() == null ? "{}" : new String(record.value(), UTF_8);
    if (terminal.json()) {
      ObjectNode event = Gateway.body();
      event.put("topic", record.topic());
      for (Header header : record.headers()) {
        event.put(header.key(), new String(header.value(), UTF_8));
      }
      event.set("data", Gateway.JSON.readTree(value));
      terminal.printLine(event);
    } else {
      terminal
          .out()
          .printf(
              "%s  %-24s %s  %s%n",
              header(record, EventHeaders.TIME),
              header(record, EventHeaders.TYPE),
              header(record, EventHeaders.SUBJECT),
              value);
    }
    terminal.out().flush();
  }

  private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
    Header header = record.headers().lastHeader(name);
    return header == null ? "-" : new String(header.value(), UTF_8);
  }
}
