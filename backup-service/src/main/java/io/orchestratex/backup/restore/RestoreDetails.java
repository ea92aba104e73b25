package io.orchestratex.backup.restore;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.orchestratex.backup.engine.Expiry;
import io.orchestratex.backup.engine.Selection;
import io.orchestratex.backup.engine.SwapStep;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A restore's journal: what a worker must know to go on where another one died.
 *
 * @param restored names of the objects that must equal the backup afterwards
 * @param expiries per target, what must be put in force again once all is in place
 * @param swaps per target, in order; complete once {@code swapping} is true
 * @param swapping true from before the first change of what is live
 * @param confirmed true once all is in place and compared: from here on there is no way back,
 *     because the data of before is being dropped
 */
record RestoreDetails(
    Selection selection,
    List<String> restored,
    List<Step> steps,
    @Nullable String safetyBackup,
    boolean started,
    Map<String, List<Expiry>> expiries,
    Map<String, List<SwapStep>> swaps,
    boolean swapping,
    boolean confirmed,
    @Nullable Report report) {

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  RestoreDetails {
    restored = List.copyOf(restored);
    steps = List.copyOf(steps);
    expiries = expiries == null ? Map.of() : Map.copyOf(expiries); // Journals of before have none.
    swaps = Map.copyOf(swaps);
  }

  /** One line of the journal; {@code state} is running, done or failed. */
  record Step(
      String name,
      String state,
      Instant startedAt,
      @Nullable Instant finishedAt,
      @Nullable String detail) {}

  /** What was compared before it was put in place. */
  record Report(List<Compared> objects, boolean equal) {
    Report {
      objects = List.copyOf(objects);
    }
  }

  /** One object: what the backup says and what was read back from the server. */
  record Compared(
      String name,
      long expectedCount,
      @Nullable Long count,
      String expectedHash,
      @Nullable String hash,
      boolean equal) {}

  static RestoreDetails begin(Selection selection, List<String> restored) {
    return new RestoreDetails(
        selection, restored, List.of(), null, false, Map.of(), Map.of(), false, false, null);
  }

  RestoreDetails stepBegun(String name, Instant now) {
    List<Step> next = new ArrayList<>(steps);
    next.removeIf(step -> step.name().equals(name));
    next.add(new Step(name, "running", now, null, null));
    return with(draft -> draft.steps = next);
  }

  RestoreDetails stepEnded(String state, @Nullable String detail, Instant now) {
    List<Step> next = new ArrayList<>(steps);
    if (!next.isEmpty()) {
      Step last = next.removeLast();
      next.add(new Step(last.name(), state, last.startedAt(), now, detail));
    }
    return with(draft -> draft.steps = next);
  }

  RestoreDetails withSafety(String backup) {
    return with(draft -> draft.safetyBackup = backup);
  }

  RestoreDetails withStarted() {
    return with(draft -> draft.started = true);
  }

  RestoreDetails withExpiries(Map<String, List<Expiry>> held) {
    return with(draft -> draft.expiries = held);
  }

  RestoreDetails withReport(Report compared) {
    return with(draft -> draft.report = compared);
  }

  RestoreDetails withSwaps(Map<String, List<SwapStep>> planned) {
    return with(draft -> {
      draft.swaps = planned;
      draft.swapping = true;
    });
  }

  RestoreDetails withConfirmed() {
    return with(draft -> draft.confirmed = true);
  }

  private RestoreDetails with(Consumer<Draft> change) {
    Draft draft = new Draft(this);
    change.accept(draft);
    return draft.details();
  }

  /** What changes while a restore runs. */
  private static final class Draft {
    private final RestoreDetails from;
    private List<Step> steps;
    private @Nullable String safetyBackup;
    private boolean started;
    private Map<String, List<Expiry>> expiries;
    private Map<String, List<SwapStep>> swaps;
    private boolean swapping;
    private boolean confirmed;
    private @Nullable Report report;

    private Draft(RestoreDetails from) {
      this.from = from;
      steps = from.steps;
      safetyBackup = from.safetyBackup;
      started = from.started;
      expiries = from.expiries;
      swaps = from.swaps;
      swapping = from.swapping;
      confirmed = from.confirmed;
      report = from.report;
    }

    private RestoreDetails details() {
      return new RestoreDetails(
          from.selection,
          from.restored,
          steps,
          safetyBackup,
          started,
          expiries,
          swaps,
          swapping,
          confirmed,
          report);
    }
  }

  String toJson() {
    try {
      return JSON.writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  static RestoreDetails fromJson(String json) {
    try {
      return JSON.readValue(json, RestoreDetails.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the journal of a restore cannot be read", e);
    }
  }
}
