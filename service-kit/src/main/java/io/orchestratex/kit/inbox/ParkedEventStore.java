package io.orchestratex.kit.inbox;

import io.orchestratex.kit.paging.Page;
import io.orchestratex.kit.paging.PageRequest;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Where a service keeps what it could not apply. Thread-safe. */
public interface ParkedEventStore {

  /** Keeps an event; parking the same record of the same consumer again changes nothing. */
  void park(ParkedEvent event);

  /** Newest first. */
  Page<ParkedEvent> list(ParkedEventFilter filter, PageRequest page);

  /** All events, newest first. */
  default Page<ParkedEvent> list(PageRequest page) {
    return list(ParkedEventFilter.ALL, page);
  }

  /** The first {@code most} that match, in the order in which they were parked. */
  List<ParkedEvent> oldest(ParkedEventFilter filter, int most);

  Optional<ParkedEvent> find(String id);

  void markReplayed(String id, Instant at);
}
