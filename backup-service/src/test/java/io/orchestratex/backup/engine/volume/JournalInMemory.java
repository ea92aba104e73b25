package io.orchestratex.backup.engine.volume;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A journal of one process; whoever asks for silent workers gets them all. */
final class JournalInMemory implements WorkJournal {

  final List<Entry> entries = new CopyOnWriteArrayList<>();

  @Override
  public void note(List<Entry> noted) {
    entries.addAll(noted);
  }

  @Override
  public void heard(String worker) {}

  @Override
  public List<Entry> takeOver(String worker, Duration silence) {
    return List.copyOf(entries);
  }

  @Override
  public void takenBack(String id) {
    entries.removeIf(each -> each.id().equals(id));
  }
}
