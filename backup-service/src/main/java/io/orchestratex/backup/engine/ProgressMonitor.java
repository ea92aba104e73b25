package io.orchestratex.backup.engine;

/**
 * Takes the progress of long work, and ends it when it was cancelled or its worker has lost the
 * job. Calls are cheap: call often. Implementations are thread safe.
 */
public interface ProgressMonitor {

  /** What is worked on now, for a person: a collection, a table, a step. */
  void detail(String text);

  /** How many bytes of the work at hand there are in all, if known; an estimate will do. */
  void expect(long bytes);

  /** Bytes done since the last call. */
  void processed(long bytes);

  /**
   * Returns while the work may go on.
   *
   * @throws RuntimeException when it was cancelled or another worker has it by now; let it pass
   */
  void checkpoint();

  /**
   * Has something closed when the work must stop, so that a read which blocks ends. The
   * registration ends when the result is closed.
   */
  Registration onStop(Runnable action);

  /** A registration that can be ended. */
  @FunctionalInterface
  interface Registration extends AutoCloseable {
    @Override
    void close();
  }

  /** Ignores progress and never ends the work. */
  ProgressMonitor NONE =
      new ProgressMonitor() {
        @Override
        public void detail(String text) {}

        @Override
        public void expect(long bytes) {}

        @Override
        public void processed(long bytes) {}

        @Override
        public void checkpoint() {}

        @Override
        public Registration onStop(Runnable action) {
          return () -> {};
        }
      };
}
