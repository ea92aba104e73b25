package io.orchestratex.cli.demo;

import java.time.Duration;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.function.Consumer;

/**
 * What the story owes: each thing that it changed is put back, last one first, when the story ends,
 * when it fails and when it is interrupted (Ctrl-C). What cannot be put back is said together with
 * the command that does it by hand. Thread-safe.
 */
final class Aftermath implements AutoCloseable {

  /** How long an interrupted program stays to put things back. */
  private static final Duration INTERRUPTED_LIMIT = Duration.ofMinutes(2);

  private final Consumer<String> said;
  private final Deque<Debt> debts = new ConcurrentLinkedDeque<>();
  private final Thread interrupted = new Thread(this::settleWithinLimit, "aftermath");

  /**
   * One thing to put back.
   *
   * @param what what it is, as in "could not …"
   * @param byHand how a person does it
   */
  record Debt(String what, Runnable action, String byHand) {}

  Aftermath(Consumer<String> said) {
    this.said = said;
    Runtime.getRuntime().addShutdownHook(interrupted);
  }

  /** From now on this is put back, whatever happens. Said before the change is made. */
  synchronized void owe(Debt debt) {
    debts.push(debt);
  }

  /** Puts one thing back as a step of the story; only a step that succeeds settles the debt. */
  synchronized void settle(Debt debt, Runnable step) {
    if (debts.contains(debt)) {
      step.run();
      debts.remove(debt);
    }
  }

  @Override
  public void close() {
    settleAll();
    try {
      Runtime.getRuntime().removeShutdownHook(interrupted);
    } catch (IllegalStateException e) {
      // The program is ending, which is why we are here.
    }
  }

  private synchronized void settleAll() {
    while (!debts.isEmpty()) {
      Debt debt = debts.peek();
      try {
        debt.action().run();
      } catch (RuntimeException e) {
        said.accept("could not " + debt.what() + ": " + e.getMessage());
        said.accept("  by hand: " + debt.byHand());
      }
      debts.remove(debt);
    }
  }

  private void settleWithinLimit() {
    Thread settling = Thread.ofPlatform().daemon().start(this::settleAll);
    try {
      if (!settling.join(INTERRUPTED_LIMIT)) {
        for (Debt debt : debts) {
          said.accept("gave up waiting to " + debt.what() + "; look at: ./ox restore list");
          said.accept("  by hand: " + debt.byHand());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
