package io.orchestratex.monitor.probe.mongodb;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.MongoCommandException;
import com.mongodb.MongoException;
import com.mongodb.MongoExecutionTimeoutException;
import com.mongodb.MongoSecurityException;
import com.mongodb.MongoSocketReadTimeoutException;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import io.orchestratex.kit.settings.Secret;
import io.orchestratex.monitor.probe.Measurement;
import io.orchestratex.monitor.probe.Probe;
import io.orchestratex.monitor.probe.Reason;
import io.orchestratex.monitor.probe.ReasonRules;
import io.orchestratex.monitor.probe.SampleBag;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/** One client of at most two connections to one target. */
final class MongoSession implements Probe.Session {

  private static final Set<Integer> AUTH_CODES = Set.of(11, 13, 18, 8000);
  private static final int MAX_TIME_MS_EXPIRED = 50;

  private final Secret address;
  private final ServerStatus serverStatus = new ServerStatus();
  private final RealCounts counts;
  private final CollectionCounts collections;
  private final DatabaseSizes sizes;
  private final ReplicaSet replicaSet;
  private @Nullable MongoClient client;

  MongoSession(Secret address, Duration slowInterval, MongoProbeSettings settings) {
    this.address = address;
    this.counts = new RealCounts(this::connect, settings.countLimit());
    this.collections = new CollectionCounts(settings.maxCollections(), counts);
    this.sizes = new DatabaseSizes(slowInterval);
    this.replicaSet = new ReplicaSet(slowInterval);
  }

  @Override
  public Measurement measure(Duration deadline) {
    try {
      MongoClient mongo = client(deadline);
      SampleBag bag = new SampleBag();
      serverStatus.read(mongo, bag);
      replicaSet.read(mongo, bag);
      Operations.read(mongo, bag);
      collections.read(mongo, deadline.dividedBy(3), bag);
      sizes.read(mongo, bag);
      return bag.taken();
    } catch (MongoException e) {
      return ReasonRules.failed(e, MongoSession::reason);
    } catch (IllegalArgumentException e) {
      // The message may repeat the address, which holds a password.
      return new Measurement.Failed(Reason.PARSE, "the address is not valid");
    } catch (ClassCastException | NullPointerException e) {
      return new Measurement.Failed(Reason.PARSE, "an answer has an unknown shape: " + e);
    }
  }

  /** Kept over failures: the driver finds the server again by itself. */
  private MongoClient client(Duration deadline) {
    if (client == null) {
      client = connect(deadline.dividedBy(2));
    }
    return client;
  }

  private MongoClient connect(Duration answer) {
    int millis = (int) Math.clamp(answer.toMillis(), 100, 600_000);
    return MongoClients.create(
        MongoClientSettings.builder()
            .applyConnectionString(new ConnectionString(address.reveal()))
            .applicationName("orchestratex-monitor")
            .applyToClusterSettings(
                cluster -> cluster.serverSelectionTimeout(millis, TimeUnit.MILLISECONDS))
            .applyToConnectionPoolSettings(
                pool -> pool.maxSize(2).maxWaitTime(millis, TimeUnit.MILLISECONDS))
            .applyToSocketSettings(socket ->
                socket
                    .connectTimeout(millis, TimeUnit.MILLISECONDS)
                    .readTimeout(millis, TimeUnit.MILLISECONDS))
            .applyToServerSettings(server ->
                server
                    .heartbeatFrequency(2, TimeUnit.SECONDS)
                    .minHeartbeatFrequency(100, TimeUnit.MILLISECONDS))
            .retryReads(false)
            .build());
  }

  private static Optional<Reason> reason(Throwable fault) {
    return switch (fault) {
      case MongoSecurityException _ -> Optional.of(Reason.AUTH);
      case MongoCommandException e when AUTH_CODES.contains(e.getErrorCode()) ->
          Optional.of(Reason.AUTH);
      case MongoCommandException e when e.getErrorCode() == MAX_TIME_MS_EXPIRED ->
          Optional.of(Reason.TIMEOUT);
      case MongoSocketReadTimeoutException _, MongoExecutionTimeoutException _ ->
          Optional.of(Reason.TIMEOUT);
      case MongoCommandException _ -> Optional.of(Reason.PARSE);
      default -> Optional.empty();
    };
  }

  @Override
  public void close() {
    counts.close();
    if (client != null) {
      client.close();
      client = null;
    }
  }

  /** Runs a command on {@code admin}, a second at most on the server. */
  static Document admin(MongoClient mongo, String command) {
    return mongo
        .getDatabase("admin")
        .runCommand(new Document(command, 1).append("maxTimeMS", 1_000));
  }
}
