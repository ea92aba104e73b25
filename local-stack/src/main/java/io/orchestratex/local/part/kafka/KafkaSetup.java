package io.orchestratex.local.part.kafka;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * The program that makes topics and rights on a broker that runs already, such as the one of
 * docker-compose.yml. Settings are environment variables: {@code KAFKA_BOOTSTRAP_SERVERS}, {@code
 * KAFKA_USER} and {@code KAFKA_PASSWORD} of an administrator, {@code KAFKA_SUBSCRIBER} (else {@code
 * subscriber}), {@code KAFKA_SERVICE_ACCOUNTS} (comma separated). Ends with 0 when all is as it
 * should be.
 */
public final class KafkaSetup {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private KafkaSetup() {}

  public static void main(String[] arguments) throws InterruptedException {
    Map<String, String> environment = System.getenv();
    KafkaProvision provision =
        new KafkaProvision(
            KafkaConfiguration.client(
                environment.getOrDefault("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:9092"),
                environment.getOrDefault("KAFKA_USER", KafkaConfiguration.BROKER),
                environment.getOrDefault("KAFKA_PASSWORD", "")),
            environment.getOrDefault("KAFKA_SUBSCRIBER", KafkaConfiguration.SUBSCRIBER),
            accounts(environment.getOrDefault("KAFKA_SERVICE_ACCOUNTS", "")));
    try {
      Instant end = Instant.now().plus(PATIENCE);
      while (!provision.reachesBroker() && Instant.now().isBefore(end)) {
        Thread.sleep(500);
      }
      provision.run();
      System.out.println("topics and rights are made");
    } catch (ExecutionException | TimeoutException e) {
      System.err.println("topics and rights could not be made: " + e.getMessage());
      System.exit(1);
    }
  }

  private static List<String> accounts(String text) {
    return Stream.of(text.split(",", -1)).map(String::strip).filter(a -> !a.isEmpty()).toList();
  }
}
