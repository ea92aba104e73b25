package io.orchestratex.local.part.kafka;

import io.orchestratex.local.part.Wire;
import io.orchestratex.local.stack.Secrets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The broker's configuration: three listeners, each with passwords, and who may log in at which.
 * What an account may do then is said by {@link KafkaRights}; only the broker's own is not asked.
 */
public final class KafkaConfiguration {

  /** The broker's own account, also used by people at the tools. */
  public static final String BROKER = "broker";

  /** The account of other teams: reads the open topics, nothing else. */
  public static final String SUBSCRIBER = "subscriber";

  /** Prefix of the consumer groups that the subscriber may use. */
  public static final String SUBSCRIBER_GROUPS = KafkaRights.SUBSCRIBER_GROUPS;

  private static final String LOGIN_MODULE =
      "org.apache.kafka.common.security.plain.PlainLoginModule";

  private final Secrets secrets;
  private final List<String> accounts;
  private final int services;
  private final int subscribers;
  private final int controller;

  /**
   * Describes a broker.
   *
   * @param accounts of the services
   * @param services port of the services' listener
   */
  KafkaConfiguration(
      Secrets secrets, List<String> accounts, int services, int subscribers, int controller) {
    this.secrets = secrets;
    this.accounts = List.copyOf(accounts);
    this.services = services;
    this.subscribers = subscribers;
    this.controller = controller;
  }

  static Map<String, Object> client(String bootstrap, String account, String password) {
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("bootstrap.servers", bootstrap);
    settings.put("security.protocol", "SASL_PLAINTEXT");
    settings.put("sasl.mechanism", "PLAIN");
    settings.put(
        "sasl.jaas.config",
        "%s required username=\"%s\" password=\"%s\";".formatted(LOGIN_MODULE, account, password));
    return settings;
  }

  /** The content of {@code server.properties}. */
  String text(Path log) {
    return of(Wire.HOST, log.toString());
  }

  /**
   * The same as the variables that the image {@code apache/kafka} reads, for a broker that listens
   * on every address of its container, on the ports that this machine knows it by.
   */
  Map<String, String> containerVariables(String log) {
    Map<String, String> all = new LinkedHashMap<>();
    of("", log)
        .lines()
        .map(line -> line.split("=", 2))
        .forEach(pair ->
            all.put("KAFKA_" + pair[0].replace('.', '_').toUpperCase(Locale.ROOT), pair[1]));
    return all;
  }

  private String of(String listensAt, String log) {
    return """
    process.roles=broker,controller
    node.id=1
    controller.quorum.voters=1@%1$s:%5$d
    listeners=SERVICES://%2$s:%3$d,SUBSCRIBERS://%2$s:%4$d,CONTROLLER://%1$s:%5$d
    advertised.listeners=SERVICES://%1$s:%3$d,SUBSCRIBERS://%1$s:%4$d
    listener.security.protocol.map=SERVICES:SASL_PLAINTEXT,SUBSCRIBERS:SASL_PLAINTEXT,\
    CONTROLLER:SASL_PLAINTEXT
    controller.listener.names=CONTROLLER
    inter.broker.listener.name=SERVICES
    sasl.mechanism.inter.broker.protocol=PLAIN
    sasl.mechanism.controller.protocol=PLAIN
    sasl.enabled.mechanisms=PLAIN
    listener.name.services.plain.sasl.jaas.config=%6$s
    listener.name.subscribers.plain.sasl.jaas.config=%7$s
    listener.name.controller.plain.sasl.jaas.config=%8$s
    authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer
    allow.everyone.if.no.acl.found=false
    super.users=User:%9$s
    log.dirs=%10$s
    auto.create.topics.enable=false
    num.partitions=3
    offsets.topic.num.partitions=8
    offsets.topic.replication.factor=1
    transaction.state.log.num.partitions=4
    transaction.state.log.replication.factor=1
    transaction.state.log.min.isr=1
    group.initial.rebalance.delay.ms=0
    num.network.threads=2
    num.io.threads=4
    background.threads=4
    log.cleaner.dedupe.buffer.size=20971520
    log.segment.bytes=134217728
    controlled.shutdown.enable=true
    metadata.max.idle.interval.ms=5000
    """
        .formatted(
            Wire.HOST,
            listensAt,
            services,
            subscribers,
            controller,
            jaas(Stream.concat(Stream.of(BROKER), accounts.stream()).toList()),
            jaas(List.of(SUBSCRIBER)),
            jaas(List.of(BROKER)),
            BROKER,
            log);
  }

  /** Who may log in at a listener; the broker itself logs in with its own account. */
  private String jaas(List<String> mayLogIn) {
    List<String> parts = new ArrayList<>();
    parts.add(LOGIN_MODULE + " required");
    parts.add("username=\"%s\"".formatted(BROKER));
    parts.add("password=\"%s\"".formatted(secrets.password(KafkaPart.NAME, BROKER)));
    for (String account : mayLogIn) {
      parts.add("user_%s=\"%s\"".formatted(account, secrets.password(KafkaPart.NAME, account)));
    }
    return String.join(" ", parts) + ";";
  }
}
