package io.orchestratex.monitor.store.postgresql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.orchestratex.kit.postgresql.Postgres;
import io.orchestratex.monitor.RunningMonitor;
import io.orchestratex.monitor.schedule.PublishingTurn;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PostgresPublishingTurnTest {

  private RunningMonitor service;
  private Postgres postgres;
  private PostgresPublishingTurn first;
  private PostgresPublishingTurn second;

  @BeforeAll
  void start() {
    service = RunningMonitor.with("turn_test").started();
    postgres = service.bean(Postgres.class);
    // The service's own takes no part.
    service.bean(PostgresPublishingTurn.class).leave();
  }

  @AfterAll
  void stop() {
    service.close();
  }

  @BeforeEach
  void prepare() {
    postgres.inTransaction(sql -> sql.execute("DELETE FROM lease"));
    first = new PostgresPublishingTurn(postgres);
    second = new PostgresPublishingTurn(postgres);
  }

  @Test
  void isOneProcessAtATime() {
    first.renew();
    second.renew();
    assertThat(first.mine()).isTrue();
    assertThat(second.mine()).isFalse();

    first.renew();
    second.renew();
    assertThat(first.mine()).isTrue();
    assertThat(second.mine()).isFalse();
  }

  @Test
  void passesOnWhenItsHolderLeaves() {
    first.renew();
    first.leave();
    second.renew();
    first.renew();

    assertThat(second.mine()).isTrue();
  }

  @Test
  void passesOnWhenItsHolderDied() {
    first.renew();
    // As after six seconds in which its process did not renew it.
    postgres.inTransaction(
        sql -> sql.execute("UPDATE lease SET until = now() - interval '1 second'"));
    second.renew();
    first.renew();

    assertThat(second.mine()).isTrue();
    assertThat(first.mine()).isFalse();
  }

  @Test
  void eachProcessPublishesWhileTheServerDoesNotAnswer() {
    RunningMonitor alone =
        RunningMonitor.with("turn_alone")
            .set(Map.of("datasources.default.url", "jdbc:postgresql://127.0.0.1:1/none"));
    try (alone) {
      alone.launch();
      PublishingTurn turn = alone.bean(PublishingTurn.class);

      await().atMost(Duration.ofSeconds(20)).until(turn::mine);
    }
  }
}
