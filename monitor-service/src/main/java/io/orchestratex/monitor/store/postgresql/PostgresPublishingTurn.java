package io.orchestratex.monitor.store.postgresql;

import io.micronaut.scheduling.annotation.Scheduled;
import io.orchestratex.kit.failure.FailureException;
import io.orchestratex.kit.postgresql.Postgres;
import io.orchestratex.monitor.schedule.PublishingTurn;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A lease in the table {@code lease}, by the server's clock. Renewed every two seconds, it is free
 * six seconds after its holder died. While the server does not answer, every process publishes.
 */
@Singleton
final class PostgresPublishingTurn implements PublishingTurn {

  private static final Logger LOG = LoggerFactory.getLogger(PostgresPublishingTurn.class);
  private static final Duration LEASE = Duration.ofSeconds(6);

  private static final String TAKE =
      """
      INSERT INTO lease (name, owner, until) VALUES ('publishing', :owner, now() + interval '6 seconds')
      ON CONFLICT (name) DO UPDATE SET owner = excluded.owner, until = excluded.until
      WHERE lease.owner = excluded.owner OR lease.until < now()\
      """;

  private final Postgres postgres;
  private final UUID owner = UUID.randomUUID();
  private volatile boolean left;
  private volatile Answer last = new Answer(false, System.nanoTime());

  PostgresPublishingTurn(Postgres postgres) {
    this.postgres = postgres;
  }

  /** What the server said, and when it was asked. */
  private record Answer(boolean mine, long askedNanos) {}

  @Override
  public boolean mine() {
    Answer answer = last;
    boolean fresh = System.nanoTime() - answer.askedNanos() < LEASE.toNanos();
    return answer.mine() || !fresh;
  }

  /** Renews the lease or takes it when it is free. */
  @Scheduled(fixedDelay = "2s", initialDelay = "0s")
  void renew() {
    if (left) {
      return;
    }
    long asked = System.nanoTime();
    try {
      boolean mine = on(TAKE) == 1;
      if (mine != last.mine()) {
        LOG.atInfo()
            .addKeyValue("publishes", mine)
            .log("whether this process publishes has changed");
      }
      last = new Answer(mine, asked);
    } catch (FailureException e) {
      // Without an answer the last one ages, and then every process publishes.
      LOG.atDebug().log("it is not known which process publishes: {}", e.getMessage());
    }
  }

  /** So that another replica need not wait for the lease to end. */
  @PreDestroy
  void leave() {
    left = true;
    if (!last.mine()) {
      return;
    }
    try {
      on("DELETE FROM lease WHERE owner = :owner");
    } catch (FailureException e) {
      // It ends by itself.
    }
  }

  private int on(String statement) {
    return postgres.inTransaction(
        sql -> sql.createUpdate(statement).bind("owner", owner).execute());
  }
}
