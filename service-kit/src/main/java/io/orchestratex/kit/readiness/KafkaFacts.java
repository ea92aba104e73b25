package io.orchestratex.kit.readiness;

import io.micronaut.configuration.kafka.config.KafkaDefaultConfiguration;
import io.micronaut.context.BeanProvider;
import io.micronaut.context.annotation.Requires;
import io.micronaut.context.annotation.Value;
import io.micronaut.core.util.StringUtils;
import io.orchestratex.kit.system.EngineFacts;
import jakarta.inject.Singleton;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.AdminClient;
import org.apache.kafka.clients.admin.DescribeClusterOptions;

/** The broker. Kafka's clients are not told which version a broker has. */
@Singleton
@Requires(beans = KafkaDefaultConfiguration.class)
@Requires(
    property = "kafka.enabled",
    notEquals = StringUtils.FALSE,
    defaultValue = StringUtils.TRUE)
final class KafkaFacts implements EngineFacts {

  private static final int LIMIT_MILLIS = 1_500;

  private final BeanProvider<AdminClient> client;
  private final String address;

  KafkaFacts(
      BeanProvider<AdminClient> client, @Value("${kafka.bootstrap.servers}") String address) {
    this.client = client;
    this.address = address;
  }

  @Override
  public String engine() {
    return "kafka";
  }

  @Override
  public String address() {
    return address;
  }

  @Override
  public String version() throws ExecutionException, InterruptedException {
    client
        .get()
        .describeCluster(new DescribeClusterOptions().timeoutMs(LIMIT_MILLIS))
        .nodes()
        .get();
    return "";
  }
}
