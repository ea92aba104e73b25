package io.orchestratex.session.provider;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** Remembers what a provider said. */
public final class RecordingSink implements TokenSink {

  private final List<String> tokens = new CopyOnWriteArrayList<>();
  private final List<Outcome> outcomes = new CopyOnWriteArrayList<>();

  @Override
  public void token(String text) {
    tokens.add(text);
  }

  @Override
  public void finished(Outcome outcome) {
    outcomes.add(outcome);
  }

  public List<String> tokens() {
    return List.copyOf(tokens);
  }

  public int ends() {
    return outcomes.size();
  }

  public Outcome awaitEnd() {
    Awaitility.await().atMost(10, TimeUnit.SECONDS).until(() -> !outcomes.isEmpty());
    return outcomes.getFirst();
  }
}
