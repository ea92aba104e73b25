package io.orchestratex.kit.inbox;

import io.micronaut.context.annotation.Requires;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.orchestratex.kit.access.Role;
import io.orchestratex.kit.inbox.ParkedEventReplay.Sent;
import io.orchestratex.kit.paging.PageRequest;
import io.orchestratex.kit.paging.TextFilter;
import io.orchestratex.kit.paging.TimeRange;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Sends all parked events that match again. */
@Controller("/api/v1/${micronaut.application.name}/parked-events")
@ExecuteOn(TaskExecutors.BLOCKING)
@RolesAllowed(Role.OPERATOR)
@Requires(beans = ParkedEventStore.class)
@Tag(name = "Parked events")
class ParkedEventReplayController {

  /** Events of one call: an answer within seconds, and never more than a page can show. */
  static final int MOST = 100;

  private final ParkedEventStore parking;
  private final ParkedEventReplay replay;

  ParkedEventReplayController(ParkedEventStore parking, ParkedEventReplay replay) {
    this.parking = parking;
    this.replay = replay;
  }

  /**
   * Which events to send again; all that wait when everything is left out.
   *
   * @param topic only those of this topic
   * @param type only those of this type, such as {@code backup.failed}
   * @param reason only those whose reason contains this text, in letters of either case
   */
  @Introspected
  record ReplayRequest(
      @Nullable @Size(max = 200) String topic,
      @Nullable @Size(max = 200) String type,
      @Nullable @Size(max = TextFilter.LONGEST) String reason) {}

  /**
   * What became of the events.
   *
   * @param matched how many matched before; more than the items when there is more to send
   * @param replayed how many were sent now
   * @param items the events of this call, in the order in which they were parked
   */
  record ReplayView(long matched, int replayed, List<ReplayedView> items) {
    ReplayView {
      items = List.copyOf(items);
    }
  }

  /**
   * One event.
   *
   * @param id its id as a parked event
   * @param topic the topic it was sent to
   * @param type its type; left out where it has none
   * @param replayedAt when it was sent; left out when Kafka did not take it and it stays parked
   */
  record ReplayedView(
      String id, String topic, @Nullable String type, @Nullable Instant replayedAt) {

    static ReplayedView of(Sent sent) {
      ParkedEvent event = sent.event();
      return new ReplayedView(
          event.id(), event.topic(), event.headers().get("ce_type"), sent.replayedAt());
    }
  }

  @Post("/replay")
  @Operation(
      operationId = "replayParkedEvents",
      summary = "Replay all parked events that match",
      description =
          "Sends the events that match and were not sent again yet to their topics, the oldest"
              + " first, at most 100 in one call: call again while matched is greater than"
              + " replayed. What cannot be applied this time either is parked anew.")
  ReplayView replay(@Body @Valid ReplayRequest wanted) {
    ParkedEventFilter filter =
        new ParkedEventFilter(
            wanted.topic(),
            wanted.type(),
            TextFilter.read("reason", wanted.reason()),
            false,
            TimeRange.ALL);
    long matched = parking.list(filter, new PageRequest(1, 0)).paging().total();
    List<Sent> sent = replay.sendAll(parking.oldest(filter, MOST));
    return new ReplayView(
        matched,
        (int) sent.stream().filter(each -> each.replayedAt() != null).count(),
        sent.stream().map(ReplayedView::of).toList());
  }
}
