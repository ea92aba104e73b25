package io.orchestratex.backup.engine.volume;

import java.time.Duration;
import java.util.List;

/**
 * Keeps what is changed on a Docker engine for a while, from before it is changed until it is taken
 * back, so that another service takes it back where this one dies. Thread-safe.
 */
public interface WorkJournal {

  /** What is to be taken back. */
  enum Kind {
    /** A container that was stopped: it is to be started. */
    STOPPED,
    /** A container that was made to reach a volume: it is to be removed. */
    HELPER
  }

  /**
   * One thing to take back.
   *
   * @param id unique
   * @param docker address of the Docker engine
   * @param container its id, or the name that it gets
   * @param name for a person
   * @param position of two things, the one with the higher number is taken back first
   * @param worker who takes it back, while it lives
   */
  record Entry(
      String id,
      String docker,
      Kind kind,
      String container,
      String name,
      int position,
      String worker) {}

  /** Keeps entries; called before anything is changed. */
  void note(List<Entry> entries);

  /** Says that a worker lives. */
  void heard(String worker);

  /**
   * Gives entries whose workers have been silent to another one.
   *
   * @param silence how long a worker that lives is silent at most
   */
  List<Entry> takeOver(String worker, Duration silence);

  /** Forgets an entry: it was taken back. */
  void takenBack(String id);
}
