package io.orchestratex.session.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Remembers what a provider said. */
public final class RecordingSink implements TokenSink {

  private final List<String> tokens = new CopyOnWriteArrayList<>();
  private final List<Outcome> outcomes = new CopyOnWriteArrayList<>();
  private final CountDownLatch ended = new CountDownLatch(1);

  @Override
  public void token(String text) {
    tokens.add(text);
  }

  @Override
  public void finished(Outcome outcome) {
    outcomes.add(outcome);
    ended.countDown();
  }

  public List<String> tokens() {
    return List.copyOf(tokens);
  }

  public int ends() {
    return outcomes.size();
  }

  public Outcome awaitEnd() {
    try {
      assertThat(ended.await(10, TimeUnit.SECONDS)).as("ended in time").isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return outcomes.getFirst();
  }
}
