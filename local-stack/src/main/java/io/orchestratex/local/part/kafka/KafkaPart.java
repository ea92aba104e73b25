package io.orchestratex.local.part.kafka;

import io.orchestratex.contracts.Topics;
import io.orchestratex.local.part.Claim;
import io.orchestratex.local.part.ContainerOrder;
import io.orchestratex.local.part.Engine;
import io.orchestratex.local.part.PartFailedException;
import io.orchestratex.local.part.ProcessPart;
import io.orchestratex.local.part.Progress;
import io.orchestratex.local.part.StackContext;
import io.orchestratex.local.part.Trained;
import io.orchestratex.local.part.Wire;
import io.orchestratex.local.process.ClassCache;
import io.orchestratex.local.process.JavaProgram;
import io.orchestratex.local.stack.Ports;
import io.orchestratex.local.stack.Secrets;
import io.orchestratex.local.stack.StackFolder;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** Kafka as one KRaft node in a JVM of its own. */
public final class KafkaPart extends ProcessPart implements Engine, Trained {

  public static final String NAME = "kafka";

  /** The listener of other teams' subscribers. */
  public static final String SUBSCRIBERS = NAME + "-subscribers";

  private static final String CONTROLLER = NAME + "-controller";
  private static final String IMAGE = "apache/kafka:3.9.1";
  private static final int STANDARD_PORT = 9092;
  private static final int STANDARD_SUBSCRIBERS_PORT = 9094;
  private static final int STANDARD_CONTROLLER_PORT = 9093;

  /** ApiVersions in its first version, which needs no account. */
  private static final byte[] API_VERSIONS = {
    0, 0, 0, 10, 0, 18, 0, 0, 0, 0, 0, 1, (byte) 0xff, (byte) 0xff
  };

  private final Ports ports;
  private final Secrets secrets;
  private final List<String> services;

  public KafkaPart(StackContext stack) {
    super(NAME, stack);
    this.ports = stack.ports();
    this.secrets = stack.secrets();
    this.services = stack.claims().of(KafkaAccount.class).stream().map(Claim::service).toList();
  }

  /** Where the services connect. */
  public String servicesBootstrap() {
    return Wire.HOST + ":" + ports.of(NAME);
  }

  /** Where other teams connect. */
  public String subscribersBootstrap() {
    return Wire.HOST + ":" + ports.of(SUBSCRIBERS);
  }

  /** Settings of a Kafka client for an account. */
  public Map<String, Object> clientSettings(String bootstrap, String account) {
    return KafkaConfiguration.client(bootstrap, account, secrets.password(NAME, account));
  }

  @Override
  public String image() {
    return IMAGE;
  }

  /** Inside and outside on the same ports: the broker names its address to its clients. */
  @Override
  public ContainerOrder container() {
    Map<String, String> environment =
        new LinkedHashMap<>(configured().containerVariables("/tmp/kafka-log"));
    environment.put("KAFKA_HEAP_OPTS", "-Xmx320m -Xms64m");
    Map<Integer, Integer> clientPorts = new LinkedHashMap<>();
    List.of(NAME, SUBSCRIBERS)
        .forEach(listener -> clientPorts.put(ports.of(listener), ports.of(listener)));
    return new ContainerOrder(IMAGE, List.of(), List.of(), environment, clientPorts);
  }

  @Override
  public Map<String, String> variables(Claim<?> claim) {
    if (!(claim.need() instanceof KafkaAccount account)) {
      throw new IllegalArgumentException("Kafka knows no " + claim.need());
    }
    String password = secrets.password(NAME, claim.service());
    Map<String, String> variables = new LinkedHashMap<>();
    variables.put("KAFKA_BOOTSTRAP_SERVERS", servicesBootstrap());
    variables.put("KAFKA_USER", claim.service());
    variables.put("KAFKA_PASSWORD", password);
    if (!account.variable().isEmpty()) {
      variables.put(
          account.variable(),
          "kafka://%s:%s@%s".formatted(claim.service(), password, servicesBootstrap()));
    }
    return variables;
  }

  /** The topics are shared; the groups are not those of services that a journey left running. */
  @Override
  public Map<String, String> freshVariables(Claim<?> claim, String suffix) {
    Map<String, String> all = new LinkedHashMap<>(variables(claim));
    all.put("KAFKA_GROUP_SUFFIX", ".test");
    return all;
  }

  /** Events wait until the broker is there; only rights and topics have to be made once. */
  @Override
  public boolean isAwaited() {
    return !isProvided();
  }

  @Override
  public String address() {
    return ports
        .kept(NAME)
        .map(port -> Wire.HOST + ":" + port + ", subscribers " + subscribersBootstrap())
        .orElse("no port yet");
  }

  @Override
  protected List<Integer> listensOn() {
    return Stream.of(NAME, SUBSCRIBERS, CONTROLLER)
        .flatMap(listener -> ports.kept(listener).stream())
        .toList();
  }

  @Override
  public void choosePorts() {
    if (!process().isRunning()
        || Stream.of(NAME, SUBSCRIBERS, CONTROLLER).anyMatch(ports::isToMove)) {
      ports.choose(NAME, STANDARD_PORT);
      ports.choose(SUBSCRIBERS, STANDARD_SUBSCRIBERS_PORT);
      ports.choose(CONTROLLER, STANDARD_CONTROLLER_PORT);
    }
  }

  @Override
  protected Launch prepare(Progress progress) {
    StackFolder.privateFolder(folder().data(NAME));
    StackFolder.writePrivately(configurationFile(), configuration());
    if (!Files.exists(log().resolve("meta.properties"))) {
      forgetProvided();
    }
    return new Launch(command(program(), cache()), Map.of());
  }

  private Path configurationFile() {
    return folder().data(NAME).resolve("server.properties");
  }

  private Path log() {
    return folder().data(NAME).resolve("log");
  }

  @Override
  public JavaProgram program() {
    Path libraries = target().resolve("lib");
    if (!Files.isDirectory(libraries)) {
      throw new PartFailedException(NAME, libraries + " is missing; build local-stack", null);
    }
    try {
      Path here =
          Path.of(KafkaBroker.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      return JavaProgram.of(here, libraries, KafkaBroker.class.getName())
          .flags("-Xmx320m", "-Xms64m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
          .flags("-XX:+ExitOnOutOfMemoryError")
          .flags("-Dorg.slf4j.simpleLogger.defaultLogLevel=warn")
          .flags("-Dorg.slf4j.simpleLogger.showDateTime=true")
          .flags("-Dorg.slf4j.simpleLogger.dateTimeFormat=yyyy-MM-dd'T'HH:mm:ss.SSSXXX")
          .arguments(configurationFile().toString(), log().toString());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private Path target() {
    return folder().root().resolve("local-stack").resolve("target");
  }

  @Override
  public ClassCache cache() {
    return new ClassCache(target().resolve("aot"));
  }

  private String configuration() {
    return configured().text(log());
  }

  private KafkaConfiguration configured() {
    return new KafkaConfiguration(
        secrets, services, ports.of(NAME), ports.of(SUBSCRIBERS), ports.of(CONTROLLER));
  }

  @Override
  protected String intent() {
    return NAME + configuration();
  }

  @Override
  protected boolean answers() {
    return Wire.ask(ports.of(NAME), API_VERSIONS, 16).length > 8;
  }

  /** A newer version may have topics and rights that the running broker lacks. */
  @Override
  protected String provided() {
    return services + " " + Topics.ALL + services.stream().map(KafkaRights::ofService).toList();
  }

  @Override
  protected void provision(Progress progress) {
    try {
      new KafkaProvision(
              clientSettings(servicesBootstrap(), KafkaConfiguration.BROKER),
              KafkaConfiguration.SUBSCRIBER,
              services)
          .run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } catch (ExecutionException | TimeoutException e) {
      throw new PartFailedException(NAME, "its topics could not be made: " + e.getMessage(), e);
    }
  }

  @Override
  protected Duration startLimit() {
    return Duration.ofSeconds(60);
  }

  @Override
  public Map<String, String> toolEnvironment() {
    Map<String, String> all = new LinkedHashMap<>();
    if (ports.kept(NAME).isPresent()) {
      String account = KafkaConfiguration.BROKER;
      all.put("KAFKA_BOOTSTRAP_SERVERS", servicesBootstrap());
      all.put("KAFKA_USER", account);
      all.put("KAFKA_PASSWORD", secrets.password(NAME, account));
      all.put("KAFKA_SUBSCRIBER_SERVERS", subscribersBootstrap());
      all.put("KAFKA_SUBSCRIBER_USER", KafkaConfiguration.SUBSCRIBER);
      all.put("KAFKA_SUBSCRIBER_PASSWORD", secrets.password(NAME, KafkaConfiguration.SUBSCRIBER));
      all.put("KAFKA_CLIENT_CONFIG", writeToolConfiguration(account).toString());
    }
    return all;
  }

  @Override
  public Map<String, String> toolCommands() {
    return Map.of(
        "kafka",
        "kafka-console-consumer.sh --bootstrap-server \"$KAFKA_BOOTSTRAP_SERVERS\""
            + " --consumer.config \"$KAFKA_CLIENT_CONFIG\" --topic session.events.v1");
  }

  /** What {@code --command-config} and {@code --consumer.config} of Kafka's tools take. */
  private Path writeToolConfiguration(String account) {
    Path file = folder().folder("run").resolve("kafka-client.properties");
    StringBuilder text = new StringBuilder(256);
    clientSettings(servicesBootstrap(), account)
        .forEach((name, value) -> text.append(name).append('=').append(value).append('\n'));
    StackFolder.writePrivately(file, text.toString());
    return file;
  }
}
