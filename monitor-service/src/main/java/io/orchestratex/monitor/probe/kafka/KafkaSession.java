package io.orchestratex.monitor.probe.kafka;

import io.orchestratex.kit.settings.Secret;
import io.orchestratex.monitor.probe.Measurement;
import io.orchestratex.monitor.probe.Probe;
import io.orchestratex.monitor.probe.Reason;
import io.orchestratex.monitor.probe.ReasonRules;
import io.orchestratex.monitor.probe.SampleBag;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;

/** One client, which finds the brokers again by itself. */
final class KafkaSession implements Probe.Session {

  private final Secret address;
  private final Duration slowInterval;
  private final Topics topics;
  private final Groups groups;
  private @Nullable Admin client;

  KafkaSession(Secret address, Duration slowInterval) {
    this.address = address;
    this.slowInterval = slowInterval;
    this.topics = new Topics(slowInterval);
    this.groups = new Groups(slowInterval);
  }

  @Override
  public Measurement measure(Duration deadline) {
    KafkaAddress read;
    try {
      read = KafkaAddress.parse(address);
    } catch (IllegalArgumentException e) {
      return new Measurement.Failed(
          Reason.PARSE, "the address is not valid; expected " + KafkaAddress.FORM);
    }
    // Some time is left to find out why there was no answer.
    Answers answers = new Answers(deadline.multipliedBy(2).dividedBy(3));
    try {
      Admin kafka = admin(read, deadline);
      SampleBag bag = new SampleBag();
      bag.add("kafka_brokers", answers.of(kafka.describeCluster().nodes()).size());
      topics.read(kafka, answers, bag);
      groups.read(kafka, answers, topics.ends(), bag);
      return bag.taken();
    } catch (ExecutionException e) {
      return failed(e.getCause() == null ? e : e.getCause(), read, deadline);
    } catch (java.util.concurrent.TimeoutException | KafkaException e) {
      return failed(e, read, deadline);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Measurement.Failed(Reason.TIMEOUT, "interrupted");
    }
  }

  private Admin admin(KafkaAddress read, Duration deadline) {
    Admin open = client;
    if (open == null) {
      int answer = (int) Math.clamp(deadline.toMillis() / 2, 100, 60_000);
      Map<String, Object> settings = new HashMap<>(read.access());
      settings.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, String.join(",", read.brokers()));
      settings.put(AdminClientConfig.CLIENT_ID_CONFIG, "orchestratex-monitor-probe");
      settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, answer);
      settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, answer);
      settings.put(AdminClientConfig.SOCKET_CONNECTION_SETUP_TIMEOUT_MS_CONFIG, answer);
      settings.put(AdminClientConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 2_000);
      settings.put(
          AdminClientConfig.CONNECTIONS_MAX_IDLE_MS_CONFIG,
          Math.max(300_000, slowInterval.multipliedBy(2).toMillis()));
      settings.put(AdminClientConfig.AUTO_INCLUDE_JMX_REPORTER_CONFIG, false);
      settings.put(AdminClientConfig.ENABLE_METRICS_PUSH_CONFIG, false);
      open = Admin.create(settings);
      client = open;
    }
    return open;
  }

  /** The client only says that time is over; why it is so, a connection of our own finds out. */
  private static Measurement failed(Throwable fault, KafkaAddress address, Duration deadline) {
    boolean isLate =
        fault instanceof TimeoutException || fault instanceof java.util.concurrent.TimeoutException;
    if (!isLate) {
      return ReasonRules.failed(fault, KafkaSession::reason);
    }
    int limit = (int) Math.clamp(deadline.toMillis() / 8, 50, 5_000);
    IOException refused = null;
    for (String broker : address.brokers().stream().limit(2).toList()) {
      int colon = broker.lastIndexOf(':');
      try (Socket socket = new Socket()) {
        socket.connect(
            new InetSocketAddress(
                broker.substring(0, colon), Integer.parseInt(broker.substring(colon + 1))),
            limit);
        return new Measurement.Failed(Reason.TIMEOUT, "no answer within the time of a measurement");
      } catch (IOException e) {
        refused = e;
      }
    }
    return ReasonRules.failed(refused == null ? fault : refused, KafkaSession::reason);
  }

  private static Optional<Reason> reason(Throwable fault) {
    return switch (fault) {
      case SslAuthenticationException _ -> Optional.of(Reason.TLS);
      case AuthenticationException _, AuthorizationException _ -> Optional.of(Reason.AUTH);
      case ConfigException e when String.valueOf(e.getMessage()).contains("resolvable") ->
          Optional.of(Reason.DNS);
      default -> Optional.empty();
    };
  }

  @Override
  public void close() {
    if (client != null) {
      client.close(Duration.ZERO);
      client = null;
    }
  }
}
